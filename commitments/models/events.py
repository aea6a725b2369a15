"""The audit chain: who did what, each record bound to the one before by its hash."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

GENESIS = "0" * 64
CHAIN_LOCK = 0x52535045  # any constant; one writer of the chain at a time


class EventManager(models.Manager["Event"]):
    def append(
        self, verb: str, *, subject: str, actor: str, data: dict[str, Any] | None = None
    ) -> "Event":
        """Write one event at the end of the chain, in the caller's transaction.

        The lock is held until that transaction ends, so events stand in the order in which they took effect.
        """
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
            last = self.order_by("-pk").first()
            event = Event(
                happened_at=timezone.now(),
                verb=verb,
                subject=subject,
                actor=actor,
                data=data or {},
                previous_hash=last.hash if last else GENESIS,
            )
            event.hash = event.computed_hash()
            event.save(force_insert=True)
            return event

    def first_broken(self) -> "Event | None":
        """The first event that does not fit the chain, or None. Reads the whole table."""
        previous = GENESIS
        for event in self.order_by("pk").iterator():
            if event.previous_hash != previous or event.hash != event.computed_hash():
                return event
            previous = event.hash
        return None


class Event(models.Model):
    """One audit record. No foreign keys: it outlives what it speaks of."""

    happened_at = models.DateTimeField()
    verb = models.CharField(max_length=40)
    subject = models.TextField()
    actor = models.CharField(max_length=150)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, unique=True)  # unique: the chain cannot fork
    hash = models.CharField(max_length=64, unique=True)

    objects = EventManager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"

    def hashed(self) -> list[Any]:
        """What the hash is made of, after the hash of the event before."""
        return [_instant(self.happened_at), self.verb, self.subject, self.actor, self.data]

    def computed_hash(self) -> str:
        body = [self.previous_hash, *self.hashed()]
        canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
