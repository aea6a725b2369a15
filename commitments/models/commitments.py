"""Commitments: promises followed over all versions of a policy, and what happened to each."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.urls import reverse

from commitments.models.archive import SEARCHED, Clause
from commitments.models.policies import Organization, Policy, PolicyVersion, is_public_policy
from commitments.models.records import Confidence, Entity, EntityQuerySet, Record, one_of
from commitments.models.references import Reference


class Topic(models.TextChoices):
    """Reader-facing subjects of ours; the coder's category (EC1 ...) is another field."""

    TRAINING_PAUSE = "training-pause", "training pause"
    DEPLOYMENT_SAFEGUARDS = "deployment-safeguards", "deployment safeguards"
    SECURITY = "security", "security"
    EVALUATION = "evaluation", "evaluation"
    TRANSPARENCY = "transparency", "transparency"
    GOVERNANCE = "governance", "governance"
    WHISTLEBLOWING = "whistleblowing", "whistleblowing"
    COMPETITOR_CLAUSE = "competitor-clause", "competitor clause"


class ChangeOutcome(models.TextChoices):
    """What happened to a commitment between two versions (after Zhu 2026, codebook v0.2, CC BY 4.0)."""

    RETAINED = "retained", "retained"
    STRENGTHENED = "strengthened", "strengthened"
    WEAKENED = "weakened", "weakened"
    REMOVED = "removed", "removed"
    RELOCATED = "relocated", "relocated"
    ADDED = "added", "added"


class CommitmentQuerySet(EntityQuerySet):
    def published(self, known_at: datetime | None = None) -> Self:
        """Public commitments, each with its record of then: two queries."""
        return (
            super()
            .published(known_at)
            .filter(is_public_policy(known_at))
            .annotate(
                topic=F("records__topic"), title=F("records__title"), is_core=F("records__is_core")
            )
        )

    def with_policy(self, known_at: datetime | None = None) -> Self:
        """And their policies and organizations: five queries more, for lists across policies."""
        return self.prefetch_related(
            models.Prefetch("policy", queryset=Policy.objects.published(known_at)),
            models.Prefetch("organization", queryset=Organization.objects.published(known_at)),
        )

    def with_policies(self, known_at: datetime | None = None) -> list[Any]:
        """The commitments, each with its policy and that policy's organization: three queries more."""
        commitments = list(self)
        Policy.objects.published(known_at).hand_to(commitments)
        return commitments

    def of(self, policy: Policy) -> list[Any]:
        """The commitments of a policy that is loaded already, in the record's order."""
        commitments = list(self.filter(policy=policy).order_by("pk"))
        for commitment in commitments:
            commitment.policy, commitment.organization = policy, policy.organization
        return commitments


class Commitment(Entity):
    """A promise; its slug never changes."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="commitments"
    )
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="commitments")
    slug = models.CharField(max_length=120)

    objects: ClassVar[Any] = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["policy_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "slug"], name="commitment_slug_is_the_organizations_own"
            ),
            models.CheckConstraint(
                name="commitment_slug_fits_a_url",
                condition=Q(slug__regex=r"^[a-z0-9]+(?:-[a-z0-9]+)*$"),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("commitment-detail", args=[self.organization.slug, self.slug])


class CommitmentRecord(Record):
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="records")
    title = models.CharField(max_length=300)
    topic = models.CharField(max_length=30, choices=Topic)
    is_core = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    search = models.GeneratedField(
        expression=SearchVector("title", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            one_of("commitmentrecord", "topic", Topic.values),
        ]
        indexes = [GinIndex(fields=["search"], name="commitmentrecord_search")]  # searching.search

    def __str__(self) -> str:
        return self.title


class TextKind(models.TextChoices):
    VERBATIM = "verbatim", "the publisher's words"
    SUMMARY = "summary", "tracker's summary; not the publisher's words"
    ABSENT = "absent", "not stated"


class Modality(models.TextChoices):
    """The verb that carries a promise, firmest first."""

    SHALL = "shall", "shall"
    WILL = "will", "will"
    WOULD = "would", "would"
    SHOULD = "should", "should"
    EXPECTS = "expects", "expects"
    AIMS = "aims", "aims"
    MAY = "may", "may"
    NONE = "none", "none"


class CommitmentText(Record):
    """What one version says about one commitment. An absence may carry a sentence that explains it."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="texts")
    version = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, related_name="commitment_texts"
    )
    kind = models.CharField(max_length=10, choices=TextKind)
    text = models.TextField(blank=True)
    section = models.CharField(max_length=300, blank=True)
    modality = models.CharField(max_length=10, choices=Modality, default=Modality.NONE)
    confidence = models.CharField(max_length=10, choices=Confidence)
    note = models.TextField(blank=True)
    reference = models.ForeignKey(
        Reference, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    search = models.GeneratedField(
        expression=SearchVector(Left("text", SEARCHED), config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                name="commitmenttext_only_an_absence_is_wordless",
                condition=Q(kind=TextKind.ABSENT) | ~Q(text=""),
            ),
            models.CheckConstraint(
                name="commitmenttext_an_absence_binds_nobody",
                condition=~Q(kind=TextKind.ABSENT) | Q(modality=Modality.NONE),
            ),
            one_of("commitmenttext", "kind", TextKind.values),
            one_of("commitmenttext", "modality", Modality.values),
            one_of("commitmenttext", "confidence", Confidence.values),
        ]
        indexes = [
            # What each version says, latest row first: commitment and comparison pages.
            models.Index(
                fields=["commitment", "version", "-recorded_at"], name="commitmenttext_latest"
            ),
            GinIndex(fields=["search"], name="commitmenttext_search"),  # searching.search
        ]

    def __str__(self) -> str:
        return f"{self.commitment} in {self.version}: {self.kind}"

    @property
    def is_absent(self) -> bool:
        return self.kind == TextKind.ABSENT


class Quote(models.Model):
    """A verbatim passage of a commitment text, anchored by its words and what stands around them."""

    commitment_text = models.ForeignKey(
        CommitmentText, on_delete=models.PROTECT, related_name="quotes"
    )
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="quotes")
    exact = models.TextField()
    prefix = models.CharField(max_length=200, blank=True)
    suffix = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["commitment_text", "clause"], name="quote_names_a_clause_once"
            ),
            models.CheckConstraint(name="quote_has_words", condition=~Q(exact="")),
        ]

    def __str__(self) -> str:
        return self.exact[:80]


class Change(models.Model):
    """The pair of versions between which something happened to a commitment: an identity.

    ``old_version`` is None where the commitment came into being. What happened is said by readings (the data
    set's), judgements (a reviewer's) and decisions (the published one).
    """

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="changes")
    old_version = models.ForeignKey(
        PolicyVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    new_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="changes")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "old_version", "new_version"],
                name="change_stands_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="change_is_between_two_versions",
                condition=~Q(old_version=F("new_version")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment}: {self.old_version or 'nothing'} to {self.new_version}"


class TrackerReading(Record):
    """The tracker's reading of a change: not reviewed, and shown as such."""

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="readings")
    outcome = models.CharField(max_length=15, choices=ChangeOutcome)
    is_reworded = models.BooleanField(default=False)
    replaced_by = models.JSONField(default=list, blank=True, help_text="Slugs of commitments.")
    coding = models.TextField(blank=True, help_text="An external coding of the same change.")
    note = models.TextField(blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence)
    reference = models.ForeignKey(
        Reference, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            one_of("trackerreading", "outcome", ChangeOutcome.values),
            one_of("trackerreading", "confidence", Confidence.values),
        ]
        indexes = [
            # What is read in each change: pages and endpoints of commitments, comparisons, changes.
            models.Index(fields=["change", "-recorded_at"], name="trackerreading_latest"),
            # Which readings name a commitment as what took another's place: kin.came_from.
            GinIndex(
                fields=["replaced_by"], opclasses=["jsonb_path_ops"], name="trackerreading_names"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.change}: {self.outcome}"


class JointCommitment(Entity):
    """A promise that several organizations signed together."""

    slug = models.CharField(max_length=120, unique=True)

    objects: ClassVar[Any] = EntityQuerySet.as_manager()

    def __str__(self) -> str:
        return self.slug


class JointCommitmentRecord(Record):
    joint_commitment = models.ForeignKey(
        JointCommitment, on_delete=models.PROTECT, related_name="records"
    )
    title = models.CharField(max_length=300)
    agreed_on = models.DateField()
    page_edition_on = models.DateField(null=True, blank=True)
    urls = models.JSONField(default=list)
    pledges = models.JSONField(help_text="[{slug, summary}] in order.")
    signatories = models.JSONField(help_text="[{name, organization, wave, confidence}]")
    confidence = models.CharField(max_length=10, choices=Confidence)
    reference = models.ForeignKey(
        Reference, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signatories_reference = models.ForeignKey(
        Reference, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            one_of("jointcommitmentrecord", "confidence", Confidence.values),
        ]

    def __str__(self) -> str:
        return self.title


class Milestone(Record):
    """A dated occurrence around a policy: a report, an activation, a study."""

    slug = models.CharField(max_length=160)
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="milestones"
    )
    happened_on = models.DateField()
    what = models.TextField()
    url = models.URLField(blank=True, max_length=1000)
    confidence = models.CharField(max_length=10, choices=Confidence)
    is_second_hand = models.BooleanField(default=False)
    reference = models.ForeignKey(
        Reference, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            one_of("milestone", "confidence", Confidence.values),
        ]

    def __str__(self) -> str:
        return self.what[:80]
