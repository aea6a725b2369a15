"""Versions of a policy, what is known of each, and the clauses of the documents that were captured."""

from collections.abc import Sequence
from typing import Any

from rest_framework import generics, serializers

from commitments.api import parameters
from commitments.api.base import PublicView
from commitments.api.facts import (
    VERSION,
    CommitmentName,
    Link,
    PolicyName,
    QuotedText,
    ReferenceFacts,
    VersionName,
    address,
)
from commitments.editions import neighbours
from commitments.errors import NotFoundError
from commitments.finding import find_policy, find_version
from commitments.models import (
    Clause,
    Commitment,
    CommitmentText,
    PolicyVersion,
    RevisionAccount,
)


class CaptureFacts(serializers.Serializer[Any]):
    """Where the bytes come from; ``fetched_at`` is our clock, never the publisher's."""

    url = Link("api:snapshot-detail", "pk")
    sha256 = serializers.CharField(source="blob_id")
    media_type = serializers.CharField()
    method = serializers.CharField()
    fetched_at = serializers.DateTimeField()
    final_address = serializers.CharField(source="final_url")


class DocumentFacts(serializers.Serializer[Any]):
    """The document that was captured for a version, and how it was read."""

    reader = serializers.CharField(source="extraction.reader")
    text_sha256 = serializers.CharField(source="extraction.text_sha256")
    recorded_at = serializers.DateTimeField()
    snapshot = CaptureFacts(source="extraction.snapshot")
    clauses_url = Link(
        "api:clause-list", *(f"version.{name}" for name in VERSION), help_text="Its clauses."
    )


class AccountFacts(serializers.Serializer[Any]):
    """The publisher's own description of what changed."""

    regime = serializers.CharField()
    summary = serializers.CharField()
    address = serializers.CharField(source="url")
    reference = ReferenceFacts(allow_null=True)
    recorded_at = serializers.DateTimeField()


class VersionFacts(VersionName):
    policy = PolicyName()
    published_on = serializers.DateField(source="record.published_on", allow_null=True)
    recorded_at = serializers.DateTimeField(source="record.recorded_at")
    summary = serializers.CharField(source="record.summary")
    is_material = serializers.BooleanField(source="record.is_material", allow_null=True)
    page_count = serializers.IntegerField(source="record.pages", allow_null=True)
    addresses = serializers.ListField(source="record.source_urls", child=serializers.URLField())
    redline_address = serializers.CharField(source="record.redline_url")
    note = serializers.CharField(source="record.note")
    confidence = serializers.CharField(source="record.confidence")
    reference = ReferenceFacts(source="record.reference", allow_null=True)
    document = DocumentFacts(
        source="text",
        allow_null=True,
        help_text="null: no document has been captured yet, or it was taken down.",
    )
    account = AccountFacts(source="known_account", allow_null=True)


class StatedCommitment(CommitmentName):
    stated = QuotedText(source="known_text")


class VersionDetailFacts(VersionFacts):
    previous = VersionName(allow_null=True, help_text="The edition before it.")
    next = VersionName(allow_null=True, help_text="The edition after it.")
    compare_url = serializers.SerializerMethodField(
        allow_null=True, help_text="With the edition before it."
    )
    commitments = StatedCommitment(many=True, source="known_commitments")

    def get_compare_url(self, version: Any) -> str | None:
        if version.previous is None:
            return None
        names = [version.policy.organization.slug, version.policy.slug]
        names += [version.previous.slug, version.slug]
        return address(self.context, "api:version-compare", *names)


class VersionList(PublicView, generics.ListAPIView[Any]):
    """Versions, oldest first; with ``as_of`` only the edition that was in force on that day."""

    serializer_class = VersionFacts
    parameters = (parameters.AS_OF,)

    def get_queryset(self) -> Any:
        self.policy = find_policy(self.kwargs["organization"], self.kwargs["policy"], self.moment)
        versions = PolicyVersion.objects.published(self.moment.known_at).filter(policy=self.policy)
        return versions.in_force(self.moment.as_of) if self.moment.as_of else versions

    def complete(self, page: Sequence[Any]) -> Sequence[Any]:
        for version in page:
            version.policy = self.policy
        return with_accounts(page, self.moment.known_at)


def with_accounts(versions: Sequence[Any], known_at: Any) -> Sequence[Any]:
    """Each version with the publisher's account of it; one query."""
    accounts = RevisionAccount.objects.known(known_at).filter(version__in=versions)
    latest = accounts.latest_per("version").select_related("reference")
    by_version = {account.version_id: account for account in latest}
    for version in versions:
        version.known_account = by_version.get(version.pk)
        if version.text:
            version.text.version = version  # its address needs the policy that is loaded here
    return versions


class VersionDetail(PublicView, generics.RetrieveAPIView[Any]):
    """One version: the publisher's dates, ours, the captured document, and what it says of each commitment."""

    serializer_class = VersionDetailFacts

    def get_object(self) -> Any:
        version: Any = find_version(**self.kwargs, moment=self.moment)
        with_accounts([version], self.moment.known_at)
        version.known_commitments = self._commitments(version)
        versions = PolicyVersion.objects.published(self.moment.known_at).of(version.policy)
        version.previous, version.next = neighbours(version, versions)
        return version

    def _commitments(self, version: PolicyVersion) -> list[Any]:
        texts = CommitmentText.objects.known(self.moment.known_at).filter(version=version)
        texts = texts.latest_per("commitment", "version").select_related("reference")
        texts = texts.defer("search").prefetch_related("quotes__clause")
        by_commitment = {text.commitment_id: text for text in texts}
        commitments = Commitment.objects.published(self.moment.known_at).of(version.policy)
        stated = [commitment for commitment in commitments if commitment.pk in by_commitment]
        for commitment in stated:
            commitment.known_text = by_commitment[commitment.pk]
        return stated


class ClauseFacts(serializers.Serializer[Any]):
    """The smallest citable unit of a document. The keys are those of a comparison's clauses."""

    id = serializers.CharField(source="key")
    ordinal = serializers.IntegerField()
    kind = serializers.CharField()
    text = serializers.CharField()
    path = serializers.ListField(child=serializers.CharField(), help_text="Headings above it.")
    lead_in = serializers.CharField(help_text="The sentence that a list item hangs under.")
    page = serializers.IntegerField(allow_null=True, help_text="Of the document; null without.")
    start = serializers.IntegerField(help_text="Code points into the document's text.")
    end = serializers.IntegerField()
    is_commitment = serializers.BooleanField()
    strength = serializers.SerializerMethodField(
        allow_null=True, help_text="How firmly it binds its publisher; null: not at all."
    )
    rule = serializers.CharField(help_text="What found it to bind, or not to.")

    def get_strength(self, clause: Clause) -> str | None:
        return clause.strength or None


class ClauseList(PublicView, generics.ListAPIView[Any]):
    """The clauses of the document that was captured for a version, in reading order."""

    serializer_class = ClauseFacts
    parameters = (parameters.IS_COMMITMENT,)

    def get_queryset(self) -> Any:
        version = find_version(**self.kwargs, moment=self.moment)
        if version.text is None:
            why = "was taken down" if version.captured else "has not been captured yet"
            message = (
                f"The text of {version} {why}, so it has no clauses; the version itself holds the"
                " tracker's summaries."
            )
            raise NotFoundError("no_document", message)
        clauses = Clause.objects.filter(extraction=version.text.extraction_id).defer("search")
        binding = self.asked.flag("is_commitment")
        if binding is not None:
            clauses = clauses.exclude(strength="") if binding else clauses.filter(strength="")
        return clauses.order_by("ordinal")
