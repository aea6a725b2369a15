"""Hand the evidence on: snapshots as one WARC 1.1 file for any web archive."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet

from commitments.archive.warc import export_warc
from commitments.errors import TrackerError
from commitments.management.progress import Progress
from commitments.models import Snapshot
from commitments.watching import public_snapshots


class Command(BaseCommand):
    help = (
        "Write snapshots as WARC 1.1, all of them unless told otherwise: also documents that were imported for"
        " versions nobody has published yet. The same snapshots make the same file."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, required=True, metavar="FILE.warc.gz")
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--source", type=int, metavar="ID", help="those of one source")
        where.add_argument("--policy", metavar="organization/policy", help="those of one policy")
        parser.add_argument("--snapshot", type=int, metavar="ID", help="only this one")
        parser.add_argument("--public", action="store_true", help="only what is public")

    def handle(self, *, to: Path, **options: Any) -> None:
        if not to.name.endswith((".warc", ".warc.gz")):
            raise CommandError(f"{to.name} should end in .warc.gz, or in .warc for no compression.")
        snapshots = _chosen(options)
        try:
            with Progress(sys.stderr, snapshots.count()) as progress:
                number = export_warc(snapshots, to, lambda _: progress.advance(1))
        except OSError as error:
            what = f"{error.filename}: {error.strerror}"
            raise CommandError(f"Nothing was written, because of {what}.") from error
        except TrackerError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{to} holds {number} snapshot{'' if number == 1 else 's'}.")


def _chosen(options: dict[str, Any]) -> QuerySet[Snapshot]:
    found: QuerySet[Snapshot] = (
        public_snapshots(None) if options["public"] else Snapshot.objects.all()
    )
    if options["source"] is not None:
        found = found.filter(source=options["source"])
    if options["policy"] is not None:
        organization, _, policy = options["policy"].partition("/")
        found = found.filter(
            source__policy__organization__slug=organization, source__policy__slug=policy
        )
    if options["snapshot"] is not None:
        found = found.filter(pk=options["snapshot"])
    return found
