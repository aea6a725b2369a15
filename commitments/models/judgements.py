"""People's coding of changes: a codebook, judgements under it, and the decision that is published."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from commitments.models.commitments import Change, ChangeOutcome
from commitments.models.records import one_of


class Codebook(models.Model):
    """Definitions of the codes; every judgement names the edition it was made under."""

    version = models.CharField(max_length=20, unique=True)
    credit = models.CharField(max_length=200, blank=True)
    definitions = models.JSONField(default=dict)
    added_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"codebook {self.version}"


class Dimension(models.TextChoices):
    """What a material change touches; a change is material if it touches at least one."""

    SCOPE = "scope", "scope"
    THRESHOLD = "threshold", "threshold or trigger"
    ACTOR = "actor", "actor"
    STRENGTH = "strength", "obligation strength"
    DISCLOSURE = "disclosure", "disclosure scope"
    CONSEQUENCE = "consequence", "consequence"


class Announcement(models.TextChoices):
    ANNOUNCED = "announced", "announced"
    PARTLY = "partly", "partly announced"
    SILENT = "silent", "silent"
    NO_ACCOUNT = "no-account", "no account published"


class Judgement(models.Model):
    """One reviewer's coding of a change. A second thought is a second row."""

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="judgements")
    codebook = models.ForeignKey(Codebook, on_delete=models.PROTECT, related_name="judgements")
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="judgements"
    )
    judged_at = models.DateTimeField(db_default=Now(), editable=False)
    outcome = models.CharField(max_length=15, choices=ChangeOutcome)
    is_mixed = models.BooleanField(default=False)
    dimensions = ArrayField(
        models.CharField(max_length=15, choices=Dimension), default=list, blank=True
    )
    announcement = models.CharField(max_length=12, choices=Announcement)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-judged_at", "-pk"]
        constraints = [
            # Target of the composite foreign key that keeps a decision with its change.
            models.UniqueConstraint(fields=["id", "change"], name="judgement_has_one_change"),
            one_of("judgement", "outcome", ChangeOutcome.values),
            one_of("judgement", "announcement", Announcement.values),
            models.CheckConstraint(
                name="judgement_dimensions_are_known",
                condition=Q(dimensions__contained_by=Dimension.values),
            ),
            # "Both directions at once is weakened with a mixed flag" (codebook v0.2).
            models.CheckConstraint(
                name="judgement_mixed_is_weakened",
                condition=Q(is_mixed=False) | Q(outcome=ChangeOutcome.WEAKENED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.change}: {self.outcome} (by {self.judged_by})"

    @property
    def is_material(self) -> bool:
        return bool(self.dimensions)


class Decision(models.Model):
    """The judgement that is published for a change; a later decision supersedes an earlier one."""

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="decisions")
    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="decisions")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="decisions"
    )
    decided_at = models.DateTimeField(db_default=Now(), editable=False)
    rationale = models.TextField(blank=True)

    class Meta:
        ordering = ["-decided_at", "-pk"]
        indexes = [
            # The decision in force for each change: the changes page and endpoint.
            models.Index(fields=["change", "-decided_at"], name="decision_latest"),
        ]

    def __str__(self) -> str:
        return f"decision on {self.change}"
