"""Policies: standing documents, with the edition that is in force."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from rest_framework import generics, serializers

from commitments.api import parameters
from commitments.api.base import PublicView
from commitments.api.facts import Link, OrganizationName, PolicyName, VersionName
from commitments.finding import find_policy
from commitments.models import Policy, PolicyVersion

POLICY = ("organization.slug", "slug")


class PolicyFacts(PolicyName):
    organization = OrganizationName()
    addresses = serializers.ListField(
        source="record.canonical_urls",
        child=serializers.URLField(),
        help_text="Where the publisher keeps it.",
    )
    note = serializers.CharField(source="record.note")
    recorded_at = serializers.DateTimeField(source="record.recorded_at")
    in_force = VersionName(allow_null=True, help_text="The edition in force on as_of, else today.")
    versions_url = Link("api:version-list", *POLICY)


class PolicyDetailFacts(PolicyFacts):
    versions = VersionName(many=True, source="known_versions", help_text="Oldest first.")


class PolicyList(PublicView, generics.ListAPIView[Any]):
    """All policies, each with its version in force."""

    serializer_class = PolicyFacts
    parameters = (parameters.AS_OF, parameters.ORGANIZATION)

    def get_queryset(self) -> Any:
        policies = Policy.objects.published(self.moment.known_at)
        if slug := self.asked.organization():
            policies = policies.filter(organization__slug=slug)
        return policies.order_by("organization__slug", "slug")

    def complete(self, page: Sequence[Any]) -> Sequence[Any]:
        versions = PolicyVersion.objects.published(self.moment.known_at).filter(policy__in=page)
        day = self.moment.as_of or timezone.now().date()
        in_force = {version.policy_id: version for version in versions.in_force(day)}
        for policy in page:
            policy.in_force = in_force.get(policy.pk)
            if policy.in_force:
                policy.in_force.policy = policy
        return page


class PolicyDetail(PublicView, generics.RetrieveAPIView[Any]):
    """One policy with its versions (up to ``as_of``), re-uploads under an old label among them."""

    serializer_class = PolicyDetailFacts
    parameters = (parameters.AS_OF,)

    def get_object(self) -> Any:
        found: Any = find_policy(self.kwargs["organization"], self.kwargs["policy"], self.moment)
        versions = PolicyVersion.objects.published(self.moment.known_at)
        day = self.moment.as_of or timezone.now().date()
        up_to = versions.filter(dated_on__lte=self.moment.as_of) if self.moment.as_of else versions
        found.known_versions = up_to.of(found)
        found.in_force = next(iter(versions.in_force(day).of(found)), None)
        return found
