"""How far the public record has come: what is derived from it stays good until the mark moves."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from typing import Any

from django.db import connection
from django.db.models import CharField, F, Value

from commitments.models import BlobWithdrawal, Decision, Event, Record

# The verbs after which something is public, or is no longer; an editor's other events change no page.
PUBLISHING = (
    "decide_change", "link_commitment", "load_dataset", "publish_version", "reextract", "withdraw_blob",
    "withdraw_version",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Watermark:
    """``key`` differs after every publication and take-down; ``at`` is when the latest was (None: never)."""

    key: str
    at: datetime | None


def watermark() -> Watermark:
    """One query of index look-ups, however long the record.

    Public statements are only ever added, so the last row of each kind tells where the record stands. Of two
    publications that overlap in time the earlier row may appear behind the later: then the audit chain tells,
    which grows in the order of the commits. Few statements stand in no event; what rests on a mark should not
    outlive the day.
    """
    with connection.cursor() as cursor:
        cursor.execute(*_last_rows())
        rows = sorted(cursor.fetchall())
    told = sha256(repr(rows).encode()).hexdigest()
    published = (at for kind, _, at in rows if kind != Event.__name__)
    return Watermark(told[:20], max(published, default=None))


@cache
def _last_rows() -> tuple[str, tuple[Any, ...]]:
    """The statement, written once: that takes Django longer than the database needs to answer."""
    said: list[tuple[Any, str]] = [
        *((kind.objects.all(), "recorded_at") for kind in Record.__subclasses__()),
        (Decision.objects.all(), "decided_at"),
        (BlobWithdrawal.objects.all(), "withdrawn_at"),
        (Event.objects.filter(verb__in=PUBLISHING), "happened_at"),
    ]
    branches = [
        rows.order_by("-pk")
        .annotate(of=Value(rows.model.__name__, output_field=CharField()), at=F(instant))
        .values_list("of", "pk", "at")[:1]
        for rows, instant in said
    ]
    statement: tuple[str, tuple[Any, ...]] = (
        branches[0].union(*branches[1:], all=True).query.sql_with_params()
    )
    return statement
