"""Changes: what happened to each commitment between two versions, and who says so."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request

from commitments.api import parameters
from commitments.api.exporting import FORMAT, ExportedView
from commitments.api.facts import (
    CommitmentName,
    PolicyName,
    ReferenceFacts,
    VersionName,
    address,
)
from commitments.changelog import changes_of, choose
from commitments.exports.papers import Subject
from commitments.models import (
    Announcement,
    ChangeOutcome,
    Dimension,
)
from commitments.steps import Step, load_steps

NOT_ASSESSED = "not assessed"
BASES = {"decision": "decision", "reading": "reading, not reviewed"}


class ReadingFacts(serializers.Serializer[Any]):
    """The tracker's reading of a change; nobody has reviewed it."""

    outcome = serializers.CharField()
    is_reworded = serializers.BooleanField()
    replaced_by = serializers.ListField(child=serializers.CharField(), help_text="Slugs.")
    coding = serializers.CharField(help_text="An external coding of the same change.")
    note = serializers.CharField()
    confidence = serializers.CharField()
    reference = ReferenceFacts(allow_null=True)
    recorded_at = serializers.DateTimeField()


class DecisionFacts(serializers.Serializer[Any]):
    """The adjudicated judgement that is published."""

    decided_at = serializers.DateTimeField()
    rationale = serializers.CharField()
    note = serializers.CharField(source="judgement.note")
    is_mixed = serializers.BooleanField(source="judgement.is_mixed")
    codebook = serializers.CharField(source="judgement.codebook.version")
    codebook_credit = serializers.CharField(source="judgement.codebook.credit")


class StepFacts(serializers.Serializer[Any]):
    """A change with what was published about it. What nobody has judged reads "not assessed"."""

    happened_on = serializers.DateField(help_text="The new version's date.")
    outcome = serializers.ChoiceField(choices=ChangeOutcome.values)
    basis = serializers.SerializerMethodField()
    announcement = serializers.SerializerMethodField()
    materiality = serializers.SerializerMethodField()
    dimensions = serializers.SerializerMethodField(allow_null=True, help_text="null: not assessed.")
    reading = ReadingFacts(allow_null=True)
    decision = DecisionFacts(allow_null=True)

    @extend_schema_field(serializers.ChoiceField(choices=list(BASES.values())))
    def get_basis(self, step: Step) -> str:
        return BASES[step.basis]

    @extend_schema_field(serializers.ChoiceField(choices=[*Announcement.values, NOT_ASSESSED]))
    def get_announcement(self, step: Step) -> str:
        return step.announcement or NOT_ASSESSED

    @extend_schema_field(
        serializers.ChoiceField(choices=["material", "not material", NOT_ASSESSED])
    )
    def get_materiality(self, step: Step) -> str:
        if step.decision is None:
            return NOT_ASSESSED
        return "material" if step.decision.judgement.is_material else "not material"

    @extend_schema_field(
        serializers.ListField(
            child=serializers.ChoiceField(choices=Dimension.values), allow_null=True
        )
    )
    def get_dimensions(self, step: Step) -> list[str] | None:
        return list(step.decision.judgement.dimensions) if step.decision else None


class VersionedStep(StepFacts):
    """With the versions between which it lies; their comparison is its address."""

    old_version = VersionName(source="change.old_version", allow_null=True)
    new_version = VersionName(source="change.new_version")
    url = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    @extend_schema_field(serializers.URLField())
    def get_url(self, step: Step) -> str:
        return self._address(step, "api:")

    @extend_schema_field(serializers.URLField())
    def get_page(self, step: Step) -> str:
        return self._address(step, "")

    def _address(self, step: Step, space: str) -> str:
        """Of the comparison; of a commitment that came into being, its own."""
        old, new = step.change.old_version, step.change.new_version
        commitment = step.change.commitment
        owner = commitment.organization.slug
        if old is None:
            return address(self.context, f"{space}commitment-detail", owner, commitment.slug)
        names = [owner, commitment.policy.slug, old.slug, new.slug]
        return address(self.context, f"{space}version-compare", *names)


class ChangeFacts(VersionedStep):
    commitment = CommitmentName(source="change.commitment")
    policy = PolicyName(source="change.commitment.policy")


class ChangeList(ExportedView, generics.ListAPIView[Any]):
    """Every recorded change, newest version first; retentions too, unless ``outcome`` says otherwise.

    Files hold what the page of changes shows: without retentions, unless ``outcome`` asks for them, and with
    re-uploads under an unchanged label (``outcome=re-upload``).
    """

    serializer_class = ChangeFacts
    subject = Subject.CHANGES
    parameters = (
        parameters.ORGANIZATION,
        parameters.POLICY,
        parameters.TOPIC,
        parameters.OUTCOME,
        parameters.ANNOUNCEMENT,
        parameters.MATERIALITY,
        parameters.BASIS,
        parameters.YEAR,
        parameters.SINCE,
        parameters.UNTIL,
        parameters.AS_OF,
        FORMAT,
    )

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        return self.handed_on() or super().get(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        """Only places; what is shown of a page is loaded by ``complete``."""
        return changes_of(choose(self.asked, ChangeOutcome.values), self.moment)

    def complete(self, page: Sequence[Any]) -> Sequence[Any]:
        return load_steps([row.place.change for row in page], self.moment.known_at)
