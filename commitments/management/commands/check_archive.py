"""Look after the evidence: re-hash every blob, account for every file, follow the audit chain."""

import sys
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Sum

from commitments.archive.checking import NOTES, Finding, Kind, check_archive
from commitments.management.progress import Progress
from commitments.models import Blob, BlobWithdrawal, Event, Snapshot


class Command(BaseCommand):
    help = (
        "Re-hash every blob, account for every file of the store and verify the audit chain. One line a fault;"
        " the exit code is 1 if there is one. Leftovers of a crash are notes, not faults."
    )

    def handle(self, **options: Any) -> None:
        found: Counter[Kind] = Counter()
        total = Blob.objects.aggregate(bytes=Sum("size", default=0))["bytes"]
        with Progress(sys.stderr, total) as progress:
            for finding in check_archive(lambda blob: progress.advance(blob.size)):
                found[finding.kind] += 1
                progress.clear()
                self.stdout.write(_line(finding))
        self.stdout.write(_summary(found))
        if faults := sum(count for kind, count in found.items() if kind not in NOTES):
            raise CommandError(f"The archive has {_counted(faults, 'fault')}: see the lines above.")


def _line(finding: Finding) -> str:
    return f"{'note: ' if finding.kind in NOTES else ''}{finding.kind}: {finding.what}"


def _summary(found: Counter[Kind]) -> str:
    looked_at = [
        _counted(Blob.objects.count(), "blob"),
        f"{BlobWithdrawal.objects.count()} withdrawn",
        _counted(Snapshot.objects.count(), "snapshot"),
        _counted(Event.objects.count(), "event"),
    ]
    wrong = [f"{found[kind]} {kind}" for kind in Kind if found[kind]]
    return f"{', '.join(looked_at)}: {', '.join(wrong) or 'all is as it should be'}."


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
