"""What the watch over a source knows and needs: working state, and the tickets that editors see."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from commitments.models.archive import Snapshot, Source
from commitments.models.records import one_of


class Watch(models.Model):
    """Where the text of a source stands: ``sightings.State``, kept, and what a conditional request needs.

    Written only when something changed, so that an unchanged poll writes nothing but its attempt.
    """

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="watch")
    current = models.CharField(max_length=64, blank=True, help_text="Hash of the text that counts.")
    before = models.CharField(max_length=64, blank=True, help_text="Of the one it replaced.")
    proposed = models.CharField(max_length=64, blank=True, help_text="Of the one proposed last.")
    since = models.DateTimeField(null=True, blank=True)
    size = models.PositiveIntegerField(default=0, help_text="Words of the text that counts.")
    held = models.CharField(max_length=64, blank=True, help_text="Of one seen once.")
    held_at = models.DateTimeField(null=True, blank=True)
    returns = models.PositiveIntegerField(default=0)
    last_snapshot = models.ForeignKey(
        Snapshot, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    last_text = models.CharField(max_length=64, blank=True, help_text="Hash of its text.")
    last_size = models.PositiveIntegerField(default=0)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return f"watch over {self.source}"


class TicketKind(models.TextChoices):
    FAILING = "failing", "has failed for three days"
    FLIP_FLOP = "flip_flop", "goes back and forth between two texts"
    COLLAPSED = "collapsed", "shows a fraction of its text"


class Ticket(models.Model):
    """Something about a source that a person should look at; it closes itself when it has passed."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="tickets")
    kind = models.CharField(max_length=10, choices=TicketKind)
    message = models.TextField()
    opened_at = models.DateTimeField(db_default=Now(), editable=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            one_of("ticket", "kind", TicketKind.values),
            models.UniqueConstraint(
                fields=["source", "kind"],
                condition=Q(closed_at=None),
                name="ticket_is_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.get_kind_display()}"
