"""Take-down: remove the bytes of one document and keep its hash, the reason, the person and the time."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser

from commitments.blobs import told, withdraw_blob
from commitments.models import Blob, BlobWithdrawal, VersionText


class Command(BaseCommand):
    help = (
        "Remove the bytes of a blob for good, and hide the text that was read in it. Its hash stays, and that"
        " there was a version. A second run finishes what a kill cut short."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sha256", metavar="SHA256", help="all 64 digits")
        parser.add_argument("--reason", required=True, help="one sentence; readers will see it")
        parser.add_argument("--by", required=True, metavar="USERNAME", help="who decided it")

    def handle(self, *, sha256: str, reason: str, by: str, **options: Any) -> None:
        if not reason.strip():
            raise CommandError("A withdrawal needs a reason; nothing was removed.")
        blob = _blob(sha256)
        withdrawal = withdraw_blob(blob, reason=reason.strip(), by=_person(by))
        self.stdout.write(told(withdrawal))
        for line in _hidden(withdrawal):
            self.stdout.write(line)


def _blob(sha256: str) -> Blob:
    blob = Blob.objects.filter(pk=sha256.strip().lower()).first()
    if blob is None:
        message = f"There is no blob {sha256}; the API names the SHA-256 of every snapshot."
        raise CommandError(message)
    return blob


def _person(username: str) -> User:
    person = User.objects.filter(username=username).first()
    if person is None:
        message = f"There is no user {username}; `manage.py createsuperuser` makes one."
        raise CommandError(message)
    return person


def _hidden(withdrawal: BlobWithdrawal) -> list[str]:
    texts = VersionText.objects.stated(None).filter(extraction__snapshot__blob=withdrawal.blob_id)
    return [
        f"The text of {text.version} is shown no more; what editors quoted of it stays until they correct it."
        for text in texts.select_related("version__policy__organization")
    ]
