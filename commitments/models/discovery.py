"""What pages led to: links that may be new documents, and what a captured document may be called."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from commitments.models.archive import Snapshot, Source
from commitments.models.policies import PolicyVersion
from commitments.models.records import one_of
from commitments.text.guessing import What, Where


class CandidateState(models.TextChoices):
    OPEN = "open", "waits for an editor"
    WATCHED = "watched", "is watched"
    DISMISSED = "dismissed", "is none of ours"


class Candidate(models.Model):
    """A link that was seen on a watched page and may lead to a document. Working state."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="candidates")
    url = models.URLField(max_length=2000)
    words = models.CharField(max_length=300, blank=True, help_text="The link's own.")
    beside = models.CharField(max_length=300, blank=True, help_text="What stands around it.")
    day = models.DateField(null=True, blank=True, help_text="The day that stands beside it.")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField(db_default=Now(), editable=False)
    state = models.CharField(
        max_length=10, choices=CandidateState, default=CandidateState.OPEN, db_index=True
    )
    became = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.PROTECT, related_name="found_as"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT
    )

    class Meta:
        ordering = ["-found_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "url"], name="candidate_is_found_once"),
            one_of("candidate", "state", CandidateState.values),
            models.CheckConstraint(
                name="candidate_is_watched_as_a_source",
                condition=Q(state=CandidateState.WATCHED, became__isnull=False)
                | ~Q(state=CandidateState.WATCHED) & Q(became__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.url


class VersionGuess(models.Model):
    """What a captured draft may be called or dated, and the words in which that was read."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="guesses")
    what = models.CharField(max_length=12, choices=[(name, name) for name in What])
    value = models.CharField(max_length=80)
    where = models.CharField(max_length=20, choices=[(name, name) for name in Where])
    words = models.TextField(blank=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["version_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "what", "value", "where"], name="versionguess_is_made_once"
            ),
            one_of("versionguess", "what", [str(name) for name in What]),
            one_of("versionguess", "where", [str(name) for name in Where]),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.value} ({self.where})"
