"""What a sighting at a source leads to: the watch moves on, and what counts becomes a draft with proposals."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from commitments import sightings
from commitments.capture.discovering import note_guesses
from commitments.capture.rereading import read_neighbours
from commitments.drafts import Edition, build_version, latest_text, lock
from commitments.models import (
    Extraction,
    Outcome,
    PolicyVersion,
    Snapshot,
    Source,
    SourceKind,
    Ticket,
    TicketKind,
    VersionText,
    Watch,
)
from commitments.proposals import propose_changes
from commitments.sightings import Sighting, State, Verdict, is_collapse, judge

STATE = tuple(State.__dataclass_fields__)
PROPOSED = (Verdict.NEW, Verdict.RETURNED, Verdict.SETTLED)


def follow(watch: Watch, snapshot: Snapshot, seen: Sighting, *, is_unread: bool) -> Outcome:
    """Judge what was seen and do what follows from it, all or nothing.

    The watch is the caller's, unlocked; it stands as it was written after that.
    ``is_unread`` says that the bytes are new, so that the same text still means other bytes. Costs nothing but
    the judgement when nothing changed.
    """
    state, verdict = judge(_state(watch), seen, settings.FETCH_CONFIRM_AFTER)
    if verdict is Verdict.UNCHANGED and not is_unread and state == _state(watch):
        return Outcome.UNCHANGED
    with transaction.atomic():
        _lock(watch)
        before = _state(watch)  # judged again: another worker may have been here
        state, verdict = judge(before, seen, settings.FETCH_CONFIRM_AFTER)
        _remember(watch, state, snapshot, seen)
        _tell(watch.source, state, verdict, seen)
        if verdict in PROPOSED and before.current:
            Source.objects.filter(pk=watch.source_id).update(changed_at=seen.at)
        if verdict in PROPOSED and watch.source.kind == SourceKind.DOCUMENT:
            return _propose(watch.source, snapshot, verdict, seen.at)
    if verdict is Verdict.UNCHANGED:
        return Outcome.BYTES if is_unread else Outcome.UNCHANGED
    return Outcome(str(verdict))


def second_look_after(watch: Watch) -> timedelta:
    """How long to wait for the second look at the text that is held."""
    return sightings.second_look_after(_state(watch), watch.last_size, settings.FETCH_CONFIRM_AFTER)


def _state(watch: Watch) -> State:
    return State(**{name: getattr(watch, name) for name in STATE})


def _lock(watch: Watch) -> None:
    """Take the watch as it stands now, for good.

    The policy first, as everybody does who makes drafts: two orders of locks would be a deadlock.
    """
    lock(watch.source.policy)
    watch.refresh_from_db(fields=STATE, from_queryset=Watch.objects.select_for_update())


def _remember(watch: Watch, state: State, snapshot: Snapshot, seen: Sighting) -> None:
    for name in STATE:
        setattr(watch, name, getattr(state, name))
    watch.last_snapshot, watch.last_text, watch.last_size = snapshot, seen.text, seen.size
    watch.etag = snapshot.headers.get("etag", "")[:500]
    watch.last_modified = snapshot.headers.get("last-modified", "")[:100]
    watch.save()


# --- versions -----------------------------------------------------------------------------------------------


def _propose(source: Source, snapshot: Snapshot, verdict: Verdict, at: datetime) -> Outcome:
    """A draft of the text that counts now, and the changes it makes; once for each snapshot."""
    extraction = snapshot.extractions.order_by("-pk")[0]
    edition = captured_edition(source, extraction, at)
    if not VersionText.objects.filter(extraction__snapshot=snapshot).exists():
        version = build_version(policy=source.policy, extraction=extraction, edition=edition)
        note_guesses(version, snapshot, extraction)
        propose_changes(version, read_neighbours(version))
    return Outcome.VARIANT if edition.is_variant else Outcome(str(verdict))


def captured_edition(source: Source, extraction: Extraction, at: datetime) -> Edition:
    """What the machine can say of a captured document without guessing its label.

    An address that serves one version for good names that version; if another text stands there already, this
    is a re-upload. Anything else is called by the day of its capture until an editor labels it.
    """
    if source.version:
        text = latest_text(source.version)
        differs = text is not None and text.extraction.text_sha256 != extraction.text_sha256
        seen_on = at.date() if differs else None
        return Edition(source.version.label, effective_on=seen_on, is_variant=differs)
    label = f"captured {at:%Y-%m-%d}"
    earlier = PolicyVersion.objects.filter(policy=source.policy, label__startswith=label).count()
    if earlier:
        label = f"{label} ({earlier + 1})"
    return Edition(label, first_seen_on=at.date())


# --- tickets ------------------------------------------------------------------------------------------------


def _tell(source: Source, state: State, verdict: Verdict, seen: Sighting) -> None:
    """Open what a person should look at, and close what has passed."""
    if verdict is Verdict.FLIP_FLOP:
        open_ticket(
            source,
            TicketKind.FLIP_FLOP,
            f"Since {seen.at:%Y-%m-%d} this address goes back and forth between two texts. Nothing is proposed "
            "until one of them has stayed for a week.",
        )
    if verdict is Verdict.HELD and is_collapse(state, seen.size):
        open_ticket(
            source,
            TicketKind.COLLAPSED,
            f"On {seen.at:%Y-%m-%d} this address showed {seen.size:,} words where {state.size:,} stood. It "
            "counts as a new text only if it still does after a day.",
        )
    flaps = verdict is Verdict.FLIP_FLOP or state.is_flapping
    passed = {TicketKind.FLIP_FLOP: not flaps, TicketKind.COLLAPSED: verdict is not Verdict.HELD}
    if any(passed.values()):
        close_tickets(source, *(kind for kind in passed if passed[kind]))


def open_ticket(source: Source, kind: TicketKind, message: str) -> None:
    """Open a ticket unless one of its kind is open."""
    row = Ticket(source=source, kind=kind, message=message)
    Ticket.objects.bulk_create([row], ignore_conflicts=True)


def close_tickets(source: Source, *kinds: TicketKind) -> None:
    """Close those of these kinds that are open; one query."""
    still_open = Ticket.objects.filter(source=source, kind__in=kinds, closed_at=None)
    still_open.update(closed_at=timezone.now())
