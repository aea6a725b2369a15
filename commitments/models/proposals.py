"""What the machine proposes. Working state: made anew when a neighbour arrives or the engine improves."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from commitments.models.archive import Extraction
from commitments.models.packed import PackedJSONField
from commitments.models.policies import PolicyVersion


class Comparison(models.Model):
    """Two readings compared by one version of the engine: computed once, served to page and API."""

    old_extraction = models.ForeignKey(Extraction, on_delete=models.PROTECT, related_name="+")
    new_extraction = models.ForeignKey(Extraction, on_delete=models.PROTECT, related_name="+")
    engine = models.CharField(max_length=40)
    data = PackedJSONField(help_text="Pairs with spans, signals, scores; and counts.")
    computed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["old_extraction", "new_extraction", "engine"],
                name="comparison_is_computed_once",
            ),
        ]

    def __str__(self) -> str:
        return f"comparison of {self.old_extraction_id} with {self.new_extraction_id}"


class ProposedChange(models.Model):
    """A pair of clauses with a commitment in it that a person should look at."""

    old_version = models.ForeignKey(PolicyVersion, on_delete=models.CASCADE, related_name="+")
    new_version = models.ForeignKey(
        PolicyVersion, on_delete=models.CASCADE, related_name="proposed_changes"
    )
    comparison = models.ForeignKey(
        Comparison, on_delete=models.CASCADE, related_name="proposed_changes"
    )
    ordinal = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    old_text = models.TextField(blank=True)
    new_text = models.TextField(blank=True)
    score = models.FloatField()
    reasons = models.JSONField(default=list)
    signals = models.JSONField(default=list)
    proposed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["new_version_id", "ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["old_version", "new_version", "ordinal"],
                name="proposedchange_has_one_place",
            ),
            models.CheckConstraint(
                name="proposedchange_score_is_a_share", condition=Q(score__gte=0, score__lte=1)
            ),
            models.CheckConstraint(
                name="proposedchange_is_between_two_versions",
                condition=~Q(old_version=F("new_version")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {(self.new_text or self.old_text)[:60]}"
