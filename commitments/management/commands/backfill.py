"""Bring the past in: what archives saw of a policy becomes evidence, drafts and proposals."""

import os
import sys
from argparse import ArgumentTypeError
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from commitments.backfill import folder, open_terms, wayback
from commitments.backfill.captures import Entry
from commitments.backfill.git import Repository
from commitments.backfill.places import policy_named, source_at, source_numbered
from commitments.backfill.running import Run, run
from commitments.capture.replaying import DRAFTED, Replayed
from commitments.errors import ExtractError, TrackerError
from commitments.management.progress import Progress
from commitments.models import Source
from commitments.sightings import Verdict

HANDS = min(os.cpu_count() or 1, 4)
AGAIN = "Run the same again: what is here stays, and the rest is tried once more."


class Command(BaseCommand):
    help = (
        "Take captures from an archive of the past, in any order and as often as needed. Each becomes evidence"
        " with the archive's time; each text that counts becomes a draft. Nobody is alerted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        origins = parser.add_subparsers(dest="origin", required=True, metavar="ORIGIN")
        one = origins.add_parser("folder", help="a folder with manifest.json or manifest.csv")
        one.add_argument("path", type=Path)
        two = origins.add_parser("wayback", help="the Wayback Machine, or what speaks its protocol")
        two.add_argument("--source", required=True, metavar="ID")
        two.add_argument("--from", dest="first", type=_day, metavar="YYYY-MM-DD")
        two.add_argument("--to", dest="last", type=_day, metavar="YYYY-MM-DD")
        two.add_argument("--api", default=wayback.API, metavar="URL")
        three = origins.add_parser("open-terms", help="a clone of an Open Terms Archive")
        three.add_argument("repository", type=Path)
        three.add_argument("--document", default="", metavar="PATH", help="if there are several")
        owner = three.add_mutually_exclusive_group(required=True)
        owner.add_argument("--source", metavar="ID")
        owner.add_argument("--policy", metavar="ORGANIZATION/POLICY")

    def handle(self, *, origin: str, **options: Any) -> None:
        try:
            if origin == "folder":
                self._take(folder.entries_of(options["path"]))
            elif origin == "wayback":
                self._take_from_wayback(**options)
            else:
                self._take_from_open_terms(**options)
        except TrackerError as error:
            raise CommandError(str(error)) from error

    def _take_from_wayback(
        self, *, source: str, first: date | None, last: date | None, api: str, **_: Any
    ) -> None:
        archive = wayback.Archive(api.rstrip("/"))
        # An archive is asked for one thing at a time.
        self._take(archive.entries(source_numbered(source), first, last), hands=1)

    def _take_from_open_terms(
        self, *, repository: Path, document: str, source: str | None, policy: str | None, **_: Any
    ) -> None:
        clone = Repository.at(repository)
        document = open_terms.document_of(clone, document)
        where = (
            source_numbered(source)
            if source
            else source_at(policy_named(policy or ""), open_terms.address_of(clone, document))
        )
        with open_terms.opened(clone, document, where) as entries:
            self._take(entries)

    def _take(self, entries: Sequence[Entry], hands: int = HANDS) -> None:
        # A comparison for each capture at most, and it takes about as long as the taking.
        with Progress(sys.stderr, 2 * len(entries)) as progress:
            done = run(entries, advance=progress.advance, hands=hands)
        self._tell(done)

    def _tell(self, done: Run) -> None:
        for mark, error in done.failures:
            self.stderr.write(f"{mark}: {error}")
        for source, replayed in done.replays:
            self.stdout.write(_line(source, replayed))
        self.stdout.write(
            f"{done.taken} captures taken, {done.known} known before, {len(done.failures)} failed."
        )
        faults = [error for _, error in done.failures if not isinstance(error, ExtractError)]
        if any(not error.permanent for error in faults):
            raise CommandError(f"Not everything could be had. {AGAIN}")


def _line(source: Source, replayed: Replayed) -> str:
    if source.kind not in DRAFTED:
        return (
            f"{source}: {source.get_kind_display()}; its captures are kept, and make no versions."
        )
    flips = replayed.verdicts.count(Verdict.FLIP_FLOP)
    told = f"; {flips} times back and forth between two texts, told once each" if flips else ""
    return (
        f"{source}: {replayed.drafts} drafts from {replayed.sightings} sightings,"
        f" {replayed.changed} of them new or moved{told}."
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} is not a day; write it as YYYY-MM-DD.") from error
