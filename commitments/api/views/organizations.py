"""Organizations: who publishes policies, and what happened around them."""

from collections.abc import Sequence
from typing import Any

from rest_framework import generics, serializers
from rest_framework.request import Request

from commitments.api import parameters
from commitments.api.base import PublicView
from commitments.api.exporting import FORMAT, ExportedView
from commitments.api.facts import OrganizationName, PolicyName, ReferenceFacts
from commitments.exports.papers import Subject
from commitments.finding import find_organization
from commitments.models import JointCommitmentRecord, Milestone, Organization, Policy
from commitments.moments import Moment


class OrganizationFacts(OrganizationName):
    website = serializers.URLField(source="record.website")
    recorded_at = serializers.DateTimeField(source="record.recorded_at")
    policies = PolicyName(many=True, source="known_policies")


class MilestoneFacts(serializers.Serializer[Any]):
    slug = serializers.CharField()
    happened_on = serializers.DateField()
    what = serializers.CharField()
    address = serializers.URLField(source="url")
    confidence = serializers.CharField()
    is_second_hand = serializers.BooleanField()
    reference = ReferenceFacts(allow_null=True)
    recorded_at = serializers.DateTimeField()


class JointCommitmentFacts(serializers.Serializer[Any]):
    slug = serializers.CharField(source="joint_commitment.slug")
    title = serializers.CharField()
    agreed_on = serializers.DateField()
    addresses = serializers.ListField(source="urls", child=serializers.URLField())
    pledges = serializers.ListField(child=serializers.DictField())
    confidence = serializers.CharField()
    reference = ReferenceFacts(allow_null=True)
    recorded_at = serializers.DateTimeField()


class OrganizationDetailFacts(OrganizationFacts):
    milestones = MilestoneFacts(many=True, source="known_milestones")
    joint_commitments = JointCommitmentFacts(many=True, source="known_joint_commitments")


class OrganizationList(PublicView, generics.ListAPIView[Any]):
    """All organizations with their policies."""

    serializer_class = OrganizationFacts

    def get_queryset(self) -> Any:
        return Organization.objects.published(self.moment.known_at).order_by("slug")

    def complete(self, page: Sequence[Any]) -> Sequence[Any]:
        policies = list(
            Policy.objects.published(self.moment.known_at).filter(organization__in=page)
        )
        for organization in page:
            owned = [policy for policy in policies if policy.organization_id == organization.pk]
            organization.known_policies = owned
        return page


class OrganizationDetail(ExportedView, generics.RetrieveAPIView[Any]):
    """One organization, with the dated events around it and what it signed with others, up to ``as_of``.

    As a file: its whole history, a ZIP with a file for each revision and each commitment.
    """

    serializer_class = OrganizationDetailFacts
    subject = Subject.HISTORY
    parameters = (parameters.AS_OF, FORMAT)

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        return self.handed_on() or super().get(request, *args, **kwargs)

    def get_object(self) -> Any:
        known_at = self.moment.known_at
        found: Any = find_organization(self.kwargs["organization"], self.moment)
        found.known_policies = list(Policy.objects.published(known_at).filter(organization=found))
        found.known_milestones = _milestones(found, self.moment)
        found.known_joint_commitments = _joint_commitments(found, self.moment)
        return found


def _milestones(organization: Organization, at: Moment) -> list[Any]:
    latest = Milestone.objects.known(at.known_at).latest_per("slug")
    rows = Milestone.objects.filter(pk__in=latest.values("pk"), organization=organization)
    rows = rows.filter(happened_on__lte=at.as_of) if at.as_of else rows
    return list(rows.select_related("reference").order_by("happened_on", "slug"))


def _joint_commitments(organization: Organization, at: Moment) -> list[Any]:
    latest = JointCommitmentRecord.objects.known(at.known_at).latest_per("joint_commitment")
    rows = JointCommitmentRecord.objects.filter(
        pk__in=latest.values("pk"),
        signatories__contains=[{"organization": organization.slug}],
    )
    rows = rows.filter(agreed_on__lte=at.as_of) if at.as_of else rows
    return list(rows.select_related("joint_commitment", "reference").order_by("agreed_on", "pk"))
