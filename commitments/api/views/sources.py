"""Sources: what is watched and how it fares; snapshots: what was seen there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch
from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import generics, serializers

from commitments.api import parameters
from commitments.api.base import PublicView
from commitments.api.facts import Link, OrganizationName, PolicyName, VersionName, address
from commitments.api.views.versions import CaptureFacts
from commitments.errors import NotFoundError
from commitments.models import (
    Extraction,
    Outcome,
    Policy,
    PolicyVersion,
    SourceKind,
    TicketKind,
)
from commitments.watching import (
    DAYS,
    DayOutcome,
    Standing,
    in_standing,
    public_snapshots,
    public_sources,
    with_health,
)

HEALTH = OpenApiParameter(
    "health",
    str,
    enum=Standing.values,
    description=f"Only sources whose last try failed, or whose text was replaced in the last {DAYS} days.",
)


class AttemptFacts(serializers.Serializer[Any]):
    started_at = serializers.DateTimeField()
    outcome = serializers.ChoiceField(choices=Outcome.values)
    http_status = serializers.IntegerField(allow_null=True)
    error_code = serializers.CharField()


class ReasonFacts(serializers.Serializer[Any]):
    meaning = serializers.CharField()
    remedy = serializers.CharField(help_text="What helps.")


class HeldFacts(serializers.Serializer[Any]):
    seen_at = serializers.DateTimeField()
    counts_at = serializers.DateTimeField(help_text="It counts if it is still there then.")


class DayFacts(serializers.Serializer[Any]):
    date = serializers.DateField(help_text="In UTC.")
    outcome = serializers.ChoiceField(
        choices=DayOutcome.values, help_text="The most telling one of the day's tries."
    )
    tries = serializers.IntegerField()
    failures = serializers.IntegerField()


class TicketFacts(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=TicketKind.values)
    message = serializers.CharField()
    remedy = serializers.CharField(help_text="What helps.")
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True, help_text="null while it is open.")


class SourceFacts(serializers.Serializer[Any]):
    organization = OrganizationName(source="policy.organization")
    policy = PolicyName()
    version = VersionName(
        source="known_version", allow_null=True, help_text="If it serves one version for good."
    )
    kind = serializers.ChoiceField(choices=SourceKind.values)
    address = serializers.CharField(source="url", help_text="Empty for documents brought by hand.")
    is_active = serializers.BooleanField()
    fetch_every_seconds = serializers.SerializerMethodField(
        help_text="The same as check_every_seconds, but never null."
    )
    added_at = serializers.DateTimeField()
    check_every_seconds = serializers.SerializerMethodField(
        help_text="null for what is not watched, and for an earlier moment (known_at)."
    )
    next_check_at = serializers.DateTimeField(
        allow_null=True,
        help_text="null for what is not watched, and for an earlier moment (known_at).",
    )
    last_changed_at = serializers.DateTimeField(
        allow_null=True, help_text="When a text last replaced another; null if none was seen to."
    )
    ignores_robots_because = serializers.CharField(
        help_text="Why the publisher's robots.txt is not followed here; empty where it is."
    )
    last_attempt = AttemptFacts(allow_null=True)
    last_failure = ReasonFacts(
        source="reason",
        allow_null=True,
        help_text="If the last attempt failed: why, and what helps.",
    )
    last_snapshot = CaptureFacts(allow_null=True)
    held = HeldFacts(
        allow_null=True, help_text="Another text, seen once; null for an earlier moment (known_at)."
    )
    health = DayFacts(
        many=True,
        source="days",
        help_text=f"The last {DAYS} days, the oldest first; empty for documents brought by hand.",
    )
    tickets = TicketFacts(
        many=True,
        source="known_tickets",
        help_text=f"What a person should look at: open ones, then those closed in the last {DAYS} days.",
    )
    url = serializers.SerializerMethodField(help_text="The sources of the same policy.")
    page = Link("source-list")

    def get_fetch_every_seconds(self, source: Any) -> int:
        return int(source.fetch_every.total_seconds())

    def get_check_every_seconds(self, source: Any) -> int | None:
        return int(source.check_every.total_seconds()) if source.check_every else None

    @extend_schema_field(serializers.URLField())
    def get_url(self, source: Any) -> str:
        query = urlencode({"policy": str(source.policy)}, safe="/")
        return f"{address(self.context, 'api:source-list')}?{query}"


class SourceList(PublicView, generics.ListAPIView[Any]):
    """Every address that is watched, and how it fares: last try and change, next turn, the last days."""

    serializer_class = SourceFacts
    parameters = (parameters.ORGANIZATION, parameters.POLICY, parameters.SOURCE_KIND, HEALTH)

    def get_queryset(self) -> Any:
        sources = self.of_policy(public_sources(self.moment.known_at), "policy__organization")
        if kind := self.asked.choice("kind", SourceKind.values):
            sources = sources.filter(kind=kind)
        if standing := self.asked.choice("health", Standing.values):
            sources = in_standing(sources, standing, self.moment.known_at)
        return sources.order_by("policy__organization__slug", "policy__slug", "pk")

    def complete(self, page: Sequence[Any]) -> Sequence[Any]:
        return with_health(page, self.moment.known_at)


class ReadingOfSnapshot(serializers.Serializer[Any]):
    reader = serializers.CharField()
    text_sha256 = serializers.CharField()
    page_count = serializers.IntegerField(allow_null=True)
    extracted_at = serializers.DateTimeField()


class WatchedAddress(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=SourceKind.values)
    address = serializers.CharField(source="url")


class SnapshotFacts(CaptureFacts):
    id = serializers.IntegerField(source="pk")
    size = serializers.IntegerField(source="blob.size", help_text="Bytes.")
    recorded_at = serializers.DateTimeField()
    headers = serializers.DictField(help_text="What the server said.")
    source = WatchedAddress()  # type: ignore[assignment]
    policy = PolicyName(source="source.policy")
    readings = ReadingOfSnapshot(many=True, source="known_readings")
    versions = VersionName(
        many=True, source="known_versions", help_text="Public versions whose text was read in it."
    )
    page = serializers.SerializerMethodField(help_text="Of the version; else the page of sources.")

    @extend_schema_field(serializers.URLField())
    def get_page(self, snapshot: Any) -> str:
        for version in snapshot.known_versions:
            names = [version.policy.organization.slug, version.policy.slug, version.slug]
            return address(self.context, "version-detail", *names)
        return address(self.context, "source-list")


class SnapshotDetail(PublicView, generics.RetrieveAPIView[Any]):
    """Bytes that were seen at a source at an instant: their hash, and which versions rest on them."""

    serializer_class = SnapshotFacts

    def get_object(self) -> Any:
        known_at, pk = self.moment.known_at, self.kwargs["id"]
        found: Any = (
            public_snapshots(known_at)
            .select_related("blob", "source")
            .prefetch_related(
                Prefetch("source__policy", Policy.objects.published(known_at)),
                Prefetch("extractions", _readings(known_at), to_attr="known_readings"),
            )
            .filter(pk=pk)
            .first()
        )
        if found is None:
            message = f"There is no snapshot {pk}; versions and sources name those there are."
            raise NotFoundError("no_such_snapshot", message)
        versions = PolicyVersion.objects.published(known_at).of(found.source.policy)
        found.known_versions = [
            v for v in versions if v.text and v.text.extraction.snapshot_id == found.pk
        ]
        return found


def _readings(known_at: datetime | None) -> Any:
    rows = Extraction.objects.filter(extracted_at__lte=known_at) if known_at else Extraction.objects
    return rows.defer("blocks").order_by("pk")
