"""Bring a policy document by hand, on the same way as a fetched one."""

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from commitments import capture, review
from commitments.drafts import Edition
from commitments.errors import NotFoundError, TrackerError
from commitments.management.preparing import prepared
from commitments.models import Policy, PolicyVersion

LONGEST_ADDRESS = 1000
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEDIA_TYPES = {
    ".docx": WORD,
    ".htm": "text/html",
    ".html": "text/html",
    ".markdown": "text/markdown",
    ".md": "text/markdown",
    ".pdf": "application/pdf",
    ".txt": "text/plain",
}


class Command(BaseCommand):
    help = "Import a PDF, HTML, Markdown, DOCX or plain-text document as the text of a version."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--policy", required=True, help="organization/policy")
        parser.add_argument("--label", required=True, help="the publisher's label, such as v2.2")
        parser.add_argument("--effective", type=_day, required=True, metavar="YYYY-MM-DD")
        parser.add_argument("--published", type=_day, metavar="YYYY-MM-DD")
        parser.add_argument("--source-url", type=_address, help="where the document was found")
        parser.add_argument(
            "--variant", action="store_true", help="another text under a label that stands already"
        )
        parser.add_argument("--publish", action="store_true", help="make it public at once")

    def handle(self, *, path: Path, **options: Any) -> None:
        try:
            with prepared(), transaction.atomic():
                version = _import(path, options)
                published = options["publish"] and review.publish_version(
                    version=version, by=None, actor="import_document"
                )
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except TrackerError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_told(version, is_published=bool(published)))


def _import(path: Path, options: dict[str, Any]) -> PolicyVersion:
    return capture.import_document(
        policy=_policy(options["policy"]),
        data=path.read_bytes(),
        media_type=MEDIA_TYPES.get(path.suffix.lower(), ""),
        edition=Edition(
            label=options["label"],
            effective_on=options["effective"],
            published_on=options["published"],
            is_variant=options["variant"],
        ),
        source_url=options["source_url"] or "",
    )


def _policy(name: str) -> Policy:
    organization, _, slug = name.partition("/")
    policy: Policy | None = Policy.objects.filter(
        organization__slug=organization, slug=slug
    ).first()
    if policy is None:
        known = ", ".join(str(p) for p in Policy.objects.select_related("organization"))
        raise NotFoundError("unknown_policy", f"There is no policy {name!r}. There are: {known}.")
    return policy


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"{text} is not a day; write it as YYYY-MM-DD."
        raise ArgumentTypeError(message) from error


def _address(text: str) -> str:
    if not text.startswith(("https://", "http://")) or len(text) > LONGEST_ADDRESS:
        message = (
            f"{text[:80]} is not an http or https address of at most {LONGEST_ADDRESS} characters."
        )
        raise ArgumentTypeError(message)
    return text


def _told(version: PolicyVersion, *, is_published: bool) -> str:
    where = version.get_absolute_url()
    if is_published:
        return f"{version} is public at {where}"
    if version.text:
        return f"{version} stands at {where}; nothing has changed."
    return f"{version} is a draft; publish it in the admin, or repeat with --publish."
