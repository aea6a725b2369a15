"""Hand on what the tracker shows, as a file that stands on its own."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commitments.errors import TrackerError
from commitments.exports import Format, format_named
from commitments.exports.gathering import Gatherer
from commitments.exports.matters import File
from commitments.exports.orders import CHOSEN, CLOCKS, Order
from commitments.exports.papers import Subject
from commitments.management.preparing import prepared
from commitments.management.progress import Progress
from commitments.moments import moment_of

SITE = "http://127.0.0.1:8000"


class Command(BaseCommand):
    help = "Write a comparison, a commitment, changes, finds or an organization's whole history as a file."

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = parser.add_subparsers(dest="subject", required=True, metavar="WHAT")
        two = kinds.add_parser("comparison", help="two versions of a policy")
        two.add_argument("policy", metavar="ORGANIZATION/POLICY")
        two.add_argument("old", metavar="OLD")
        two.add_argument("new", metavar="NEW")
        one = kinds.add_parser("commitment", help="a commitment over all versions")
        one.add_argument("commitment", metavar="ORGANIZATION/COMMITMENT")
        changes = kinds.add_parser("changes", help="all that changed, or what is chosen of it")
        _add_choices(changes, Subject.CHANGES)
        search = kinds.add_parser("search", help="where words stand")
        search.add_argument("q", metavar="WORDS")
        _add_choices(search, Subject.SEARCH, without=("q",))
        whole = kinds.add_parser("history", help="an organization: every revision and commitment")
        whole.add_argument("organization", metavar="ORGANIZATION")
        for one_of_them in kinds.choices.values():
            _add_common(one_of_them)

    def handle(
        self, *, subject: str, format: str, output: Path | None, site: str, **options: Any
    ) -> None:
        try:
            order = _order(Subject(subject), options)
            made = format_named(format, order.subject)
            place = _place(output)
            with prepared():
                file = _made(order, made, site)
            path = _written(file, place)
        except TrackerError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            what = f"{error.filename}: {error.strerror}"
            raise CommandError(
                f"Nothing was written, because of {what}; name another --output."
            ) from error
        self.stdout.write(str(path))


def _add_choices(parser: ArgumentParser, subject: Subject, without: tuple[str, ...] = ()) -> None:
    """As on the page and in the API, where the values that there are are told."""
    for name in CHOSEN[subject]:
        if name not in without:
            parser.add_argument(f"--{name.replace('_', '-')}", default="", metavar="VALUE")


def _add_common(parser: ArgumentParser) -> None:
    parser.add_argument("--format", default="docx", help="docx (if left out), pdf, html, csv ...")
    parser.add_argument(
        "--output", type=Path, metavar="PATH", help="a file, or a folder for a telling name"
    )
    parser.add_argument("--site", default=SITE, metavar="URL", help=f"of permalinks; {SITE}")
    parser.add_argument("--as-of", default="", metavar="YYYY-MM-DD", help="in force on this day")
    parser.add_argument("--known-at", default="", metavar="YYYY-MM-DD", help="published by then")


def _order(subject: Subject, options: dict[str, Any]) -> Order:
    names: dict[str, str] = {}
    if subject is Subject.HISTORY:
        names["organization"] = options["organization"]
    if subject is Subject.COMPARISON:
        names["organization"], _, names["policy"] = options["policy"].partition("/")
        names |= {"old": options["old"], "new": options["new"]}
    if subject is Subject.COMMITMENT:
        names["organization"], _, names["slug"] = options["commitment"].partition("/")
    asked = {name: options[name] for name in (*CLOCKS, *CHOSEN.get(subject, ())) if options[name]}
    return Order.of(subject, names, asked)


def _place(output: Path | None) -> Path:
    """Looked at before the work, which may be long. Raises OSError where there is no such folder."""
    path = output or Path()
    if not path.is_dir():
        path.parent.stat()
    return path


def _made(order: Order, made: Format, site: str) -> File:
    gatherer = Gatherer(site, moment_of(order.asked).known_at)
    matter = order.find()
    with Progress(sys.stderr, matter.parts) as progress:
        return matter.file(made, gatherer, lambda: progress.advance(1))


def _written(file: File, place: Path) -> Path:
    path = place / file.name if place.is_dir() else place
    path.write_bytes(file.data)
    return path
