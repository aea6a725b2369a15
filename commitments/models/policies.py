"""Organizations, their policies, and the versions of each."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, Length
from django.urls import reverse
from django.utils import timezone

from commitments.models.archive import Extraction
from commitments.models.records import (
    Confidence,
    Entity,
    EntityQuerySet,
    Record,
    RecordQuerySet,
    one_of,
)
from commitments.models.references import Reference

# Versions of one day stand in the order of their names, "(2)" before "(10)": whatever came first.
AMONG_EQUAL_DATES = ("variant", Length("slug"), "slug")
AMONG_EQUAL_DATES_LATEST_FIRST = (Length("slug").desc(), "-slug")
SLUG = r"^[a-z0-9]+(?:[.-][a-z0-9]+)*$"


def slug_of(label: str) -> str:
    """A version's label as it stands in an address: "FAIF Dec 2025" is ``faif-dec-2025``."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9.]+", "-", plain.lower())
    return re.sub(r"[.-]*-[.-]*|\.{2,}", "-", words).strip("-.")


class Organization(Entity):
    """Who publishes a policy."""

    slug = models.CharField(max_length=80, unique=True)

    objects: ClassVar[Any] = EntityQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="organization_slug_fits_a_url", condition=Q(slug__regex=SLUG)
            )
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        return reverse("organization-detail", args=[self.slug])

    @property
    def name(self) -> str:
        return str(self.record.name) if self.record else self.slug


class OrganizationRecord(Record):
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="records")
    name = models.CharField(max_length=200)
    website = models.URLField(blank=True)

    def __str__(self) -> str:
        return self.name


class PolicyQuerySet(EntityQuerySet):
    def published(self, known_at: datetime | None = None) -> Self:
        """Public policies with their record and organization of then: three queries."""
        found = super().published(known_at).filter(is_public_policy(known_at, "pk"))
        records = OrganizationRecord.objects.known(known_at).latest_per("organization")
        return found.select_related("organization").prefetch_related(
            models.Prefetch("organization__records", records, to_attr="known_records")
        )

    def hand_to(self, rows: Iterable[Any]) -> None:
        """Give each of these versions and commitments its policy, and commitments its organization."""
        rows = list(rows)
        policies = self.in_bulk({row.policy_id for row in rows})
        for row in rows:
            row.policy = policies[row.policy_id]
            if hasattr(row, "organization_id"):
                row.organization = row.policy.organization


def is_public_policy(known_at: datetime | None, policy: str = "policy") -> Exists:
    """Whether the policy that a row names has a record of its own by then, and its organization one."""
    at = known_at or timezone.now()
    records = PolicyRecord.objects.known(at).filter(policy=OuterRef(policy))
    return Exists(records.filter(policy__organization__records__recorded_at__lte=at))


class Policy(Entity):
    """One standing document of an organization; its editions are versions."""

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="policies"
    )
    slug = models.CharField(max_length=120)

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "policies"
        ordering = ["organization__slug", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "slug"], name="policy_slug_is_the_organizations_own"
            ),
            # Target of the composite foreign key that keeps a commitment with its policy's organization.
            models.UniqueConstraint(
                fields=["id", "organization"], name="policy_has_one_organization"
            ),
            models.CheckConstraint(name="policy_slug_fits_a_url", condition=Q(slug__regex=SLUG)),
        ]

    def __str__(self) -> str:
        return f"{self.organization.slug}/{self.slug}"

    def get_absolute_url(self) -> str:
        return reverse("policy-detail", args=[self.organization.slug, self.slug])

    @property
    def title(self) -> str:
        return str(self.record.title) if self.record else self.slug


class PolicyRecord(Record):
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="records")
    title = models.CharField(max_length=300)
    canonical_urls = models.JSONField(default=list, blank=True)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title


class State(models.TextChoices):
    DRAFT = "draft", "draft"
    PUBLISHED = "published", "published"
    WITHDRAWN = "withdrawn", "withdrawn"


class DatePrecision(models.TextChoices):
    DAY = "day", "day"
    MONTH = "month", "month"


class StatedRecordQuerySet(RecordQuerySet):
    """Records with a state: a draft is no statement to the public, a withdrawal is the last one."""

    def public(self, at: datetime | None) -> Self:
        last = self.said(at).filter(version=OuterRef("version")).last_said()
        return self.filter(pk=last, state=State.PUBLISHED)

    def said(self, at: datetime | None) -> Self:
        return self.exclude(state=State.DRAFT).known(at)


class VersionTextQuerySet(StatedRecordQuerySet):
    """Texts, which nobody sees any more once the bytes that they were read in are withdrawn."""

    def public(self, at: datetime | None) -> Self:
        """As of every record, but for what was taken down since, whatever the moment that is asked for."""
        return self.stated(at).filter(extraction__snapshot__blob__withdrawal=None)

    def stated(self, at: datetime | None) -> Self:
        """What was public then, taken down or not: where a document was seen, not what it says."""
        return super().public(at)


class PolicyVersionQuerySet(EntityQuerySet):
    PUBLIC: ClassVar[dict[str, Any]] = {"state": State.PUBLISHED}

    def statements(self, at: datetime | None) -> Any:
        return VersionRecord.objects.said(at).select_related("reference")

    def published(self, known_at: datetime | None = None) -> Self:
        """Public versions, oldest first, each with its record and text of then: three queries."""
        texts = VersionText.objects.stated(known_at).select_related(
            "extraction__snapshot__source", "extraction__snapshot__blob__withdrawal"
        )
        # Blocks and links are the whole document; nobody needs them to name a text.
        texts = texts.defer("extraction__blocks", "extraction__links")
        return self.named(known_at).prefetch_related(
            models.Prefetch("texts", queryset=texts, to_attr="known_texts")
        )

    def named(self, known_at: datetime | None = None) -> Self:
        """Public versions for pages that name and date them: without their texts, two queries."""
        return (
            super()
            .published(known_at)
            .filter(is_public_policy(known_at))
            .annotate(
                effective_on=F("records__effective_on"),
                dated_on=Coalesce("records__effective_on", "records__first_seen_on"),
            )
            .order_by("policy_id", "dated_on", *AMONG_EQUAL_DATES)
        )

    def with_policy(self, known_at: datetime | None = None) -> Self:
        """And their policies with their organizations: three queries more, for lists across policies."""
        return self.prefetch_related(
            models.Prefetch("policy", queryset=Policy.objects.published(known_at))
        )

    def of(self, policy: Policy) -> list[Any]:
        """The versions of a policy that is loaded already: each gets it without another query."""
        versions = list(self.filter(policy=policy))
        for version in versions:
            version.policy = policy
        return versions

    def editions(self) -> Self:
        """Without the re-uploads under a label that was already there."""
        return self.filter(variant=0)

    def in_force(self, as_of: date) -> Self:
        """Of each policy the edition that was in force on ``as_of``; after ``published()``."""
        return (
            self.editions()
            .filter(effective_on__lte=as_of)
            .order_by("policy_id", "-effective_on", *AMONG_EQUAL_DATES_LATEST_FIRST)
            .distinct("policy_id")
        )


class PolicyVersion(Entity):
    """One dated, labelled edition of a policy; ``variant`` > 0 is a re-upload under the same label."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    label = models.CharField(max_length=80)
    slug = models.CharField(max_length=100)
    variant = models.PositiveSmallIntegerField(default=0)

    known_texts: list[Any]
    objects: ClassVar[Any] = PolicyVersionQuerySet.as_manager()

    class Meta:
        ordering = ["policy_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "label", "variant"], name="version_label_is_the_policys_own"
            ),
            models.UniqueConstraint(
                fields=["policy", "slug"], name="version_slug_is_the_policys_own"
            ),
            # Target of the composite foreign key that keeps a source with its policy's versions.
            models.UniqueConstraint(fields=["id", "policy"], name="version_has_one_policy"),
            models.CheckConstraint(name="version_slug_fits_a_url", condition=Q(slug__regex=SLUG)),
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.name}"

    def get_absolute_url(self) -> str:
        policy = self.policy
        return reverse("version-detail", args=[policy.organization.slug, policy.slug, self.slug])

    @property
    def name(self) -> str:
        return f"{self.label} (re-upload {self.variant})" if self.variant else self.label

    @property
    def text(self) -> "VersionText | None":
        """The public text, if a document has been captured, and was not taken down since."""
        return self.captured if self.captured and not self.captured.withdrawal else None

    @property
    def captured(self) -> "VersionText | None":
        """The text that was made public, taken down or not: for its evidence, never for its words.

        Loaded by ``published()``, else one query.
        """
        if not hasattr(self, "known_texts"):
            self.known_texts = list(VersionText.objects.stated(None).filter(version=self))
        return self.known_texts[0] if self.known_texts else None


class VersionRecord(Record):
    """What we say about a version. The publisher's dates; never merged with the time of capture."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="records")
    state = models.CharField(max_length=10, choices=State)
    effective_on = models.DateField(null=True, blank=True)
    effective_precision = models.CharField(
        max_length=5, choices=DatePrecision, default=DatePrecision.DAY
    )
    published_on = models.DateField(null=True, blank=True)
    first_seen_on = models.DateField(null=True, blank=True)
    summary = models.TextField(blank=True)
    is_material = models.BooleanField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    source_urls = models.JSONField(default=list, blank=True)
    redline_url = models.URLField(blank=True, max_length=1000)
    note = models.TextField(blank=True)
    confidence = models.CharField(max_length=10, choices=Confidence, blank=True)
    reference = models.ForeignKey(
        Reference, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[Any] = StatedRecordQuerySet.as_manager()

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            one_of("versionrecord", "state", State.values),
            one_of("versionrecord", "effective_precision", DatePrecision.values),
            one_of("versionrecord", "confidence", Confidence.values, or_empty=True),
            models.CheckConstraint(
                name="versionrecord_public_is_dated",
                condition=~Q(state=State.PUBLISHED)
                | Q(effective_on__isnull=False)
                | Q(first_seen_on__isnull=False),
            ),
        ]
        indexes = [
            # The latest public record of each version: every page and endpoint asks for it.
            models.Index(
                fields=["version", "-recorded_at"],
                name="versionrecord_public",
                condition=~Q(state=State.DRAFT),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} ({self.state})"


class VersionText(Record):
    """Which reading of which captured document is the text of a version."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="texts")
    extraction = models.ForeignKey(
        Extraction, on_delete=models.PROTECT, related_name="version_texts"
    )
    state = models.CharField(max_length=10, choices=State)

    objects: ClassVar[Any] = VersionTextQuerySet.as_manager()

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            one_of("versiontext", "state", State.values),
        ]
        indexes = [
            # The text of each version: every page and endpoint that shows versions.
            models.Index(fields=["version", "-recorded_at"], name="versiontext_latest"),
        ]

    def __str__(self) -> str:
        return f"text of {self.version} ({self.state})"

    @property
    def withdrawal(self) -> Any:
        """The withdrawal of the bytes it was read in, or None."""
        return getattr(self.extraction.snapshot.blob, "withdrawal", None)


class AccountRegime(models.TextChoices):
    """How a publisher describes a revision (after Zhu 2026)."""

    ITEMISED = "itemised", "itemised account"
    NARRATIVE = "narrative", "narrative account"
    REDLINE = "redline", "redline published"
    NONE = "none", "no account published"


class RevisionAccount(Record):
    """The publisher's own description of what changed in a version."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="accounts")
    regime = models.CharField(max_length=10, choices=AccountRegime)
    summary = models.TextField(blank=True)
    url = models.URLField(blank=True, max_length=1000)
    reference = models.ForeignKey(
        Reference, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(Record.Meta):
        constraints = [
            *Record.Meta.constraints,
            one_of("revisionaccount", "regime", AccountRegime.values),
        ]

    def __str__(self) -> str:
        return f"account of {self.version}: {self.regime}"
