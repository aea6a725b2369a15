"""Tickets as anybody may read them: what they say of the inside of the tracker is for editors."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from commitments.models import Ticket, TicketKind

REMEDIES = {
    TicketKind.FAILING: "See what the last try says; the first success closes this.",
    TicketKind.FLIP_FLOP: (
        "See whether one of the two is another language, a banner or a test of the publisher’s, and "
        "leave it out by the source’s selectors. It closes itself when one text has stayed."
    ),
    TicketKind.COLLAPSED: (
        "Open the address: if the text is really gone, wait; if something stands in its place, "
        "leave that out by the source’s selectors. It closes itself when the text is back or counts."
    ),
}
# Its own message quotes the error, which may name what is inside the tracker's network or not public yet.
FAILING = "Every try of the three days before had failed."


@dataclass(frozen=True, slots=True)
class KnownTicket:
    """A ticket as it stood then: ``closed_at`` is None while it was open."""

    kind: TicketKind
    message: str
    detail: str  # for editors
    opened_at: datetime
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def remedy(self) -> str:
        return REMEDIES[self.kind]


def tickets_of(
    sources: Collection[Any], known_at: datetime | None, closed_since: datetime
) -> dict[int, list[KnownTicket]]:
    """Of each source (or id) the tickets that were open, then those closed since that instant: one query."""
    rows = Ticket.objects.filter(source__in=sources)
    rows = rows.filter(Q(closed_at=None) | Q(closed_at__gte=closed_since))
    rows = rows.filter(opened_at__lte=known_at) if known_at else rows
    found: dict[int, list[KnownTicket]] = defaultdict(list)
    for row in rows:
        found[row.source_id].append(_known(row, known_at))
    return {pk: sorted(tickets, key=lambda t: not t.is_open) for pk, tickets in found.items()}


def _known(row: Ticket, known_at: datetime | None) -> KnownTicket:
    is_later = row.closed_at and known_at and row.closed_at > known_at
    kind = TicketKind(row.kind)
    message = FAILING if kind is TicketKind.FAILING else row.message
    return KnownTicket(
        kind=kind,
        message=message,
        detail=row.message if row.message != message else "",
        opened_at=row.opened_at,
        closed_at=None if is_later else row.closed_at,
    )
