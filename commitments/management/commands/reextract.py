"""Read old evidence with today's reader: see what would change, then apply it as technical upgrades."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commitments.capture.rereading import (
    Rereading,
    outdated_texts,
    reread_snapshot,
    upgrade_texts,
)
from commitments.errors import TrackerError
from commitments.management.progress import Progress
from commitments.models import Policy, Snapshot, Source
from commitments.proposals import compare_public_texts


@dataclass
class Tally:
    """What a run has met so far."""

    snapshots: Counter[str] = field(default_factory=Counter)
    texts: int = 0

    @property
    def read(self) -> int:
        return self.snapshots["same text"] + self.snapshots["other text"]


class Command(BaseCommand):
    help = (
        "Read every snapshot that today's reader has not read yet and show what it makes of it. With --apply"
        " the readings are kept and versions rest on them: a technical upgrade, never a change. May be stopped"
        " and repeated at any time. The exit code is 1 if a snapshot that was read once cannot be read today."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--source", type=int, metavar="ID", help="of this source only")
        which.add_argument("--policy", metavar="ORG/SLUG", help="of this policy only")
        parser.add_argument("--apply", action="store_true", help="store it; without, only look")

    def handle(self, *, apply: bool, **options: Any) -> None:
        sources = _chosen(options["source"], options["policy"])
        total = Snapshot.objects.filter(source__in=sources).count()
        tally = Tally()
        with Progress(sys.stderr, total) as progress:
            for policy, group in groupby(sources, key=lambda source: source.policy):
                own, read = list(group), tally.read
                for line in _reread(own, tally, progress, apply=apply):
                    progress.clear()
                    self.stdout.write(line)
                tally.texts += _upgrade(policy, own, tally.read - read, apply=apply)
        self.stdout.write(_summary(tally, apply=apply))
        if failed := tally.snapshots["failed"]:
            raise CommandError(
                f"{_counted(failed, 'snapshot')} cannot be read any more: see above."
            )


def _chosen(source_id: int | None, policy: str | None) -> list[Source]:
    sources = Source.objects.select_related("policy__organization").order_by("policy_id", "pk")
    if source_id is not None:
        sources = sources.filter(pk=source_id)
        if not sources:
            message = f"There is no source {source_id}; /api/v1/sources/ lists them."
            raise CommandError(message)
    if policy is not None:
        organization, _, slug = policy.partition("/")
        sources = sources.filter(policy__organization__slug=organization, policy__slug=slug)
        if not sources:
            message = (
                f"There is no policy {policy!r} with a source; write it as organization/policy."
            )
            raise CommandError(message)
    return list(sources)


def _reread(
    sources: Iterable[Source], tally: Tally, progress: Progress, *, apply: bool
) -> Iterator[str]:
    """One line for each snapshot that reads differently, or not at all; one document in memory at a time."""
    for source in sources:
        for pk in list(source.snapshots.order_by("pk").values_list("pk", flat=True)):
            snapshot = Snapshot.objects.select_related("source", "blob__withdrawal").get(pk=pk)
            kind, said = _looked_at(snapshot, apply=apply)
            tally.snapshots[kind] += 1
            if said:
                yield f"{snapshot} of {source}: {said}"
            progress.advance(1)


def _looked_at(snapshot: Snapshot, *, apply: bool) -> tuple[str, str]:
    """What became of a snapshot, as a kind to be counted and as words."""
    try:
        found = reread_snapshot(snapshot, is_kept=apply)
    except TrackerError as error:
        if error.code == "withdrawn_blob":
            return "withdrawn", ""
        was_read = snapshot.extractions.exists()
        return ("failed" if was_read else "never read"), (str(error) if was_read else "")
    if found is None:
        return "done", ""
    return ("same text" if found.is_same_text else "other text"), _told(found)


def _told(found: Rereading) -> str:
    text = "same text" if found.is_same_text else "another text"
    differ = (
        f"{found.gone} gone, {found.added} new" if found.gone or found.added else "all the same"
    )
    clauses = f"clauses {found.old_clauses} -> {found.new_clauses}, {differ}"
    return f"{found.old_reader or 'never read'} -> {found.new_reader}; {text}; {clauses}"


def _upgrade(policy: Policy, sources: list[Source], readings: int, *, apply: bool) -> int:
    if not apply:
        return len(outdated_texts(policy, sources))
    upgraded = upgrade_texts(policy, sources, actor="reextract", readings=readings)
    if upgraded:
        compare_public_texts(policy)
    return upgraded


def _summary(tally: Tally, *, apply: bool) -> str:
    count = tally.snapshots
    parts = [
        f"{_counted(count.total(), 'snapshot')}: {count['done']} read by today's reader before",
        f"{tally.read} {'read' if apply else 'to be read'} anew ({count['other text']} with another text)",
        *(f"{count[kind]} {kind}" for kind in ("never read", "withdrawn", "failed") if count[kind]),
    ]
    texts = _counted(tally.texts, "text")
    follows = f"{texts} of versions {'rest on the new readings' if apply else 'would follow'}"
    end = (
        "" if apply or not (tally.read or tally.texts) else " Nothing was stored; --apply does it."
    )
    return f"{', '.join(parts)}; {follows}.{end}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
