"""Evidence: what was watched, what was tried, what came back, and how it was read."""

from datetime import timedelta

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left, Now
from django.urls import reverse
from django.utils import timezone

from commitments.models.records import one_of
from commitments.text.blocks import BlockKind, Strength

SEARCHED = 200_000  # characters of a text that the search looks at


class SourceKind(models.TextChoices):
    DOCUMENT = "document", "the policy itself"
    PAGE = "page", "a page about the policy"
    INDEX = "index", "a list of documents"
    UPLOAD = "upload", "documents imported by hand"


class Source(models.Model):
    """An address that is watched for a policy. Its schedule is working state; its address never changes."""

    MOST_OFTEN = timedelta(minutes=30)
    LEAST_OFTEN = timedelta(days=1)

    policy = models.ForeignKey(
        "commitments.Policy", on_delete=models.PROTECT, related_name="sources"
    )
    version = models.ForeignKey(
        "commitments.PolicyVersion",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sources",
        help_text="The version that this address serves, where it serves one for good.",
    )
    kind = models.CharField(max_length=10, choices=SourceKind)
    url = models.URLField(max_length=1000, blank=True)
    select = models.JSONField(default=list, blank=True, help_text="CSS selectors of the text.")
    remove = models.JSONField(default=list, blank=True, help_text="CSS selectors to leave out.")
    link_patterns = models.JSONField(
        default=list,
        blank=True,
        help_text="Addresses of new documents, as *.pdf; empty: every PDF.",
    )
    is_active = models.BooleanField(default=True)
    ignores_robots_because = models.TextField(
        blank=True, help_text="Why the publisher's robots.txt is not followed here."
    )
    changed_at = models.DateTimeField(
        null=True, blank=True, help_text="When a text replaced another."
    )
    next_fetch_at = models.DateTimeField(default=timezone.now)
    added_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["policy_id", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "url"], name="source_is_watched_once"),
            one_of("source", "kind", SourceKind.values),
            models.CheckConstraint(
                name="source_watched_has_an_address",
                condition=Q(kind=SourceKind.UPLOAD) | ~Q(url=""),
            ),
        ]
        indexes = [
            # The claim of due sources, every minute: capture.claim_due_sources.
            models.Index(
                fields=["next_fetch_at"],
                name="source_due",
                condition=Q(is_active=True) & ~Q(kind="upload"),
            ),
        ]

    def __str__(self) -> str:
        return self.url or f"documents imported by hand for {self.policy}"

    @property
    def fetch_every(self) -> timedelta:
        """The time between two looks: a twentieth of the time for which the text has stood."""
        if self.changed_at is None:
            return self.LEAST_OFTEN
        age = (timezone.now() - self.changed_at) / 20
        return min(max(age, self.MOST_OFTEN), self.LEAST_OFTEN)


class Blob(models.Model):
    """Untouched bytes, named by their SHA-256; the bytes lie in file storage under ``path``."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    stored_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="blob_name_is_a_sha256", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def path(self) -> str:
        return f"{self.sha256[:2]}/{self.sha256[2:4]}/{self.sha256}"


class CaptureMethod(models.TextChoices):
    FETCH = "fetch", "fetched by the tracker"
    IMPORT = "import", "imported by hand"
    ARCHIVE = "archive", "taken from an archive of the past"


class Snapshot(models.Model):
    """A blob seen at a source at an instant."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="snapshots")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="snapshots")
    method = models.CharField(max_length=10, choices=CaptureMethod)
    fetched_at = models.DateTimeField()
    final_url = models.URLField(max_length=2000, blank=True)
    media_type = models.CharField(max_length=100)
    headers = models.JSONField(default=dict, blank=True)
    provenance = models.JSONField(
        default=dict,
        blank=True,
        help_text="Redirects, the server's address and certificate, or the archive it comes from.",
    )
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-fetched_at", "-pk"]
        get_latest_by = ["fetched_at", "pk"]
        constraints = [
            one_of("snapshot", "method", CaptureMethod.values),
        ]
        indexes = [
            # The previous snapshot of a source, on every capture.
            models.Index(fields=["source", "-fetched_at"], name="snapshot_latest"),
        ]

    def __str__(self) -> str:
        return f"snapshot {self.pk} ({self.blob_id[:12]})"

    def get_absolute_url(self) -> str:
        return reverse("api:snapshot-detail", args=[self.pk])


class Outcome(models.TextChoices):
    NEW = "new", "a new text"
    VARIANT = "variant", "another text under the label it had"
    RETURNED = "returned", "the text before is back"
    UNCHANGED = "unchanged", "unchanged"
    BYTES = "bytes", "other bytes, same text"
    HELD = "held", "another text, to be seen again"
    FLIP_FLOP = "flip_flop", "back and forth between two texts"
    FLAPPING = "flapping", "still back and forth"
    SETTLED = "settled", "come to rest at another text"
    FAILED = "failed", "failed"


class FetchAttempt(models.Model):
    """One try at a source: the ledger. ``retry_after`` is what the server asked for, in seconds; not kept."""

    retry_after: float | None = None

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="attempts")
    started_at = models.DateTimeField()
    duration = models.DurationField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    error = models.TextField(blank=True)
    is_permanent = models.BooleanField(null=True, blank=True)
    snapshot = models.ForeignKey(
        Snapshot, null=True, blank=True, on_delete=models.PROTECT, related_name="attempts"
    )

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            one_of("fetchattempt", "outcome", Outcome.values),
            models.CheckConstraint(
                name="fetchattempt_failure_has_a_cause",
                condition=Q(outcome=Outcome.FAILED, is_permanent__isnull=False) & ~Q(error_code="")
                | ~Q(outcome=Outcome.FAILED) & Q(error_code="", is_permanent__isnull=True),
            ),
            models.CheckConstraint(
                name="fetchattempt_sighting_has_a_snapshot",
                condition=Q(outcome__in=[Outcome.UNCHANGED, Outcome.FAILED])
                | Q(snapshot__isnull=False),
            ),
        ]
        indexes = [
            # "Last checked" of each source.
            models.Index(fields=["source", "-started_at"], name="fetchattempt_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.outcome}"


class Extraction(models.Model):
    """One reading of a snapshot by one version of the reader; the clauses are its finest part."""

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="extractions")
    reader = models.CharField(max_length=60, help_text="Extractor and segmenter with versions.")
    media_type = models.CharField(max_length=100)
    title = models.TextField(blank=True)
    page_count = models.PositiveIntegerField(null=True, blank=True)
    blocks = models.JSONField()
    links = models.JSONField(
        null=True, help_text="Words and where they lead; null: read before links were kept."
    )
    text_sha256 = models.CharField(max_length=64)
    clause_count = models.PositiveIntegerField()
    extracted_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "reader"], name="extraction_is_made_once"),
            models.CheckConstraint(
                name="extraction_text_hash_is_a_sha256",
                condition=Q(text_sha256__regex=r"^[0-9a-f]{64}$"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader} of {self.snapshot}"


class Clause(models.Model):
    """The smallest citable unit of a reading; offsets count code points in the reading's text."""

    extraction = models.ForeignKey(
        Extraction,
        on_delete=models.PROTECT,
        related_name="clauses",
        db_index=False,  # two of the constraints begin with it
    )
    key = models.CharField(max_length=20)
    ordinal = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in BlockKind])
    text = models.TextField()
    path = models.JSONField(default=list)
    lead_in = models.TextField(blank=True)
    page = models.PositiveIntegerField(null=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    strength = models.CharField(
        max_length=10, blank=True, choices=[(level, level) for level in Strength]
    )
    rule = models.CharField(max_length=60, blank=True)
    search = models.GeneratedField(
        # A vector holds a megabyte at most; a clause so long is no sentence anyway.
        expression=SearchVector(Left("text", SEARCHED), config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["extraction_id", "ordinal"]
        constraints = [
            models.UniqueConstraint(
                fields=["extraction", "key"], name="clause_key_is_the_readings_own"
            ),
            models.UniqueConstraint(fields=["extraction", "ordinal"], name="clause_has_one_place"),
            models.CheckConstraint(
                name="clause_ends_after_its_start", condition=Q(end__gt=models.F("start"))
            ),
            models.CheckConstraint(name="clause_has_words", condition=~Q(text="")),
            one_of("clause", "kind", [str(kind) for kind in BlockKind]),
            one_of("clause", "strength", [str(level) for level in Strength], or_empty=True),
        ]
        indexes = [GinIndex(fields=["search"], name="clause_search")]  # views and API: search

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_commitment(self) -> bool:
        return bool(self.strength)
