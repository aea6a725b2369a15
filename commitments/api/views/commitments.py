"""Commitments: the promise, what is in force of it, and its whole life."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request

from commitments.api import parameters
from commitments.api.base import PublicView
from commitments.api.exporting import FORMAT, ExportedView
from commitments.api.facts import (
    AboutFacts,
    CommitmentName,
    OrganizationName,
    PolicyName,
    QuotedText,
    StatedText,
    VersionName,
    about,
)
from commitments.api.views.changes import VersionedStep
from commitments.exports.papers import Subject
from commitments.finding import find_commitment
from commitments.history import Entry, lives_in, versions_of
from commitments.models import Commitment, CommitmentText, PolicyVersion
from commitments.moments import Moment


class TextInForce(StatedText):
    version = VersionName()


class CommitmentFacts(CommitmentName):
    organization = OrganizationName()
    policy = PolicyName()
    is_core = serializers.BooleanField(source="record.is_core")
    note = serializers.CharField(source="record.note")
    recorded_at = serializers.DateTimeField(source="record.recorded_at")
    in_force = TextInForce(
        source="text_in_force",
        allow_null=True,
        help_text="What the version in force on as_of (else today) says; null where that is not recorded.",
    )


@extend_schema_field(
    {
        "type": "array",
        "items": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2},
        "example": [
            ["equal", "We "],
            ["delete", "will"],
            ["insert", "aim to"],
            ["equal", " test."],
        ],
    }
)
class Spans(serializers.Field):  # type: ignore[type-arg]
    """An edit script as pairs of what is done (equal, delete, insert) and the words."""

    def to_representation(self, value: Any) -> list[list[str]]:
        return [[str(span.op), span.text] for span in value]


class EntryFacts(serializers.Serializer[Any]):
    """The commitment in one version."""

    version = VersionName()
    stated = QuotedText(source="text", allow_null=True, help_text="null: not recorded.")
    change = VersionedStep(source="step", allow_null=True)
    spans = Spans(help_text="Against the version before.")


class CommitmentDetailFacts(CommitmentFacts):
    about = serializers.SerializerMethodField()
    versions = EntryFacts(many=True, source="entries", help_text="Oldest first, up to as_of.")

    @extend_schema_field(AboutFacts)
    def get_about(self, commitment: Commitment) -> dict[str, str]:
        return about()


class CommitmentList(PublicView, generics.ListAPIView[Any]):
    """Commitments, each with the text in force on ``as_of``, else today."""

    serializer_class = CommitmentFacts
    parameters = (
        parameters.AS_OF,
        parameters.ORGANIZATION,
        parameters.POLICY,
        parameters.TOPIC,
    )

    def get_queryset(self) -> Any:
        commitments = Commitment.objects.published(self.moment.known_at)
        commitments = self.of_policy(commitments.with_policy(self.moment.known_at))
        if topic := self.asked.choice("topic", parameters.TOPIC.enum or ()):
            commitments = commitments.filter(topic=topic)
        return commitments.order_by("organization__slug", "policy__slug", "pk")

    def complete(self, page: Sequence[Any]) -> Sequence[Any]:
        return with_text_in_force(page, self.moment)


def with_text_in_force(commitments: Sequence[Any], moment: Moment) -> Sequence[Any]:
    """Each commitment with what its policy's version in force says: five queries, whatever their number."""
    policies = {commitment.policy_id: commitment.policy for commitment in commitments}
    versions = PolicyVersion.objects.published(moment.known_at).filter(policy__in=policies)
    in_force = {v.pk: v for v in versions.in_force(moment.as_of or timezone.now().date())}
    texts = CommitmentText.objects.known(moment.known_at).filter(
        commitment__in=commitments, version__in=in_force
    )
    texts = texts.latest_per("commitment", "version").select_related("reference").defer("search")
    by_commitment = {text.commitment_id: text for text in texts}
    for commitment in commitments:
        commitment.text_in_force = by_commitment.get(commitment.pk)
        if commitment.text_in_force:
            version = in_force[commitment.text_in_force.version_id]
            version.policy = commitment.policy
            commitment.text_in_force.version = version
    return commitments


class CommitmentDetail(ExportedView, generics.RetrieveAPIView[Any]):
    """One commitment through all versions of its policy: what each said, and what happened between."""

    serializer_class = CommitmentDetailFacts
    subject = Subject.COMMITMENT
    parameters = (parameters.AS_OF, FORMAT)

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        return self.handed_on() or super().get(request, *args, **kwargs)

    def get_object(self) -> Any:
        found: Any = find_commitment(self.kwargs["organization"], self.kwargs["slug"], self.moment)
        with_text_in_force([found], self.moment)
        versions = versions_of(found.policy, self.moment)
        [life] = lives_in(versions, [found], self.moment)
        prefetch_related_objects([e.text for e in life.entries if e.text], "quotes__clause")
        found.entries = [_named(entry, found, versions) for entry in life.entries]
        return found


def _named(entry: Entry, commitment: Commitment, versions: list[Any]) -> Entry:
    """The entry, its change with the versions that are loaded; without one that is no longer public."""
    if entry.step is None:
        return entry
    by_id = {version.pk: version for version in versions}
    change = entry.step.change
    if change.old_version_id and change.old_version_id not in by_id:
        return replace(entry, step=None)
    change.commitment = commitment
    change.new_version = entry.version
    change.old_version = by_id.get(change.old_version_id)
    return entry
