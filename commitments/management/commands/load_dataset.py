"""Load the curated record that ships with the app; running it again changes nothing."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commitments.dataset.files import HERE, read_dataset
from commitments.dataset.loading import Report, load_dataset
from commitments.errors import DatasetError


class Command(BaseCommand):
    help = "Load the curated record. Idempotent; an editor's later work is never overwritten."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--folder", type=Path, default=HERE, help="another folder of the same layout"
        )

    def handle(self, *, folder: Path, **options: Any) -> None:
        try:
            report = load_dataset(read_dataset(folder))
        except DatasetError as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        self.stdout.write(_told(report))


def _told(report: Report) -> str:
    lines = [
        f"{word} {count} {names}"
        for word, counter in (("added", report.added), ("changed", report.changed))
        for names, count in sorted(counter.items())
    ]
    lines += [f"kept an editor's later work: {what}" for what in report.kept]
    return "\n".join(lines) or "The data set is loaded; nothing has changed."
