"""Fill a data folder of its own with invented policies, to see how the tracker bears a large record."""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commitments.errors import TrackerError
from commitments.management.progress import Progress
from commitments.models import Clause, PolicyVersion
from commitments.sample.filling import fill


class Command(BaseCommand):
    help = (
        "Make invented policies by the thousand, the same ones every time, in a data folder of their own"
        " (DATA_DIR=.data-sample). Stopped and started again, it goes on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--versions", type=int, default=1_000)
        parser.add_argument("--clauses", type=int, default=200_000, help="of all versions together")

    def handle(self, *, versions: int, clauses: int, **options: Any) -> None:
        if not 0 < versions <= clauses:
            raise CommandError("Ask for at least one version, and at least a clause for each.")
        try:
            with Progress(sys.stderr, 3 * versions) as progress:
                fill(versions, clauses, advance=progress.advance, hands=min(os.cpu_count() or 1, 4))
        except TrackerError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{PolicyVersion.objects.count()} versions and {Clause.objects.count()} clauses on record."
        )
