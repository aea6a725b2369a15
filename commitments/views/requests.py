"""What views read from a request, and how they find what it names."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest

from commitments.errors import TrackerError
from commitments.models import Organization, Policy, PolicyVersion
from commitments.moments import Moment, moment_of


def moment(request: HttpRequest) -> Moment:
    try:
        return moment_of(request.GET.dict())
    except TrackerError as error:
        raise BadRequest(str(error)) from error


def organization_or_404(slug: str, at: Moment) -> Organization:
    found: Organization | None = (
        Organization.objects.published(at.known_at).filter(slug=slug).first()
    )
    if found is None:
        raise Http404(f"There is no organization “{slug}” in the record.")
    return found


def policy_or_404(organization: str, slug: str, at: Moment) -> Policy:
    policies = Policy.objects.published(at.known_at)
    found: Policy | None = policies.filter(organization__slug=organization, slug=slug).first()
    if found is None:
        raise Http404(f"There is no policy “{slug}” of “{organization}” in the record.")
    return found


def version_or_404(policy: Policy, slug: str, at: Moment) -> Any:
    versions = PolicyVersion.objects.published(at.known_at).of(policy)
    found = next((version for version in versions if version.slug == slug), None)
    if found is None:
        known = ", ".join(version.slug for version in versions) or "none yet"
        raise Http404(f"There is no version “{slug}” of {policy.title}. There are: {known}.")
    return found
