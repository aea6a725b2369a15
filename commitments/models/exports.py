"""Files that a worker makes: what was asked for, how far it is. Working state; a row lives for a day."""

from django.db import models
from django.utils import timezone

from commitments.models.records import one_of


class ExportState(models.TextChoices):
    WAITING = "waiting", "waits for a worker"
    WORKING = "working", "is being made"
    DONE = "done", "is ready"
    FAILED = "failed", "could not be made"


class Export(models.Model):
    """One file. Its key is made of the question and of the record's mark: asked again, it is the same one."""

    key = models.CharField(primary_key=True, max_length=40)
    subject = models.CharField(max_length=20)
    names = models.JSONField(help_text="Of what, as in an address.")
    asked = models.JSONField(help_text="Clocks and choices, as in a query string.")
    format = models.CharField(max_length=10)
    origin = models.CharField(max_length=300, help_text="Of the addresses in it.")
    mark = models.CharField(max_length=60, help_text="Of the record that it shows.")
    title = models.TextField()
    page = models.TextField(help_text="Where it is shown.")
    address = models.TextField(help_text="Where it is asked for.")
    state = models.CharField(max_length=10, choices=ExportState, default=ExportState.WAITING)
    parts = models.PositiveIntegerField(default=1)
    done = models.PositiveIntegerField(default=0, help_text="Of its parts.")
    tries = models.PositiveSmallIntegerField(default=0, help_text="Workers that took it up.")
    changed_at = models.DateTimeField(default=timezone.now)
    name = models.CharField(max_length=300, blank=True, help_text="Of the file.")
    media_type = models.CharField(max_length=120, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    fault = models.TextField(blank=True, help_text="One sentence for whoever asked.")

    class Meta:
        constraints = [one_of("export", "state", ExportState.values)]

    def __str__(self) -> str:
        return f"{self.title} ({self.format})"

    @property
    def is_open(self) -> bool:
        """Not ended yet, one way or the other."""
        return self.state in (ExportState.WAITING, ExportState.WORKING)
