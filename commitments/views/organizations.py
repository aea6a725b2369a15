"""Organizations at a glance, and each with its policies, its milestones and what it signed with others."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from commitments.exports.histories import History
from commitments.finding import find_organization
from commitments.frames import Frame, VersionFacts, frame
from commitments.models import (
    Commitment,
    JointCommitment,
    Milestone,
    Organization,
    Policy,
    PolicyVersion,
)
from commitments.moments import Moment
from commitments.standing import promised
from commitments.views.export_menu import Menu
from commitments.views.keeping import kept
from commitments.views.requests import moment, or_404


@require_safe
@kept
def organizations(request: HttpRequest) -> HttpResponse:
    at = moment(request)
    glances = _glances(at)
    found = [
        {"organization": organization, **glances(organization.slug)}
        for organization in Organization.objects.published(at.known_at)
    ]
    first, last = _span((day for row in found for day in row["days"]), at)
    context = {"moment": at, "organizations": found, "first": first, "last": last}
    return render(request, "organization_list.html", context)


def _span(days: Iterable[date], at: Moment) -> tuple[date, date]:
    """From the first year with a version to the day that is asked for: the same for all lines of a page."""
    all_days = [*days, at.as_of or timezone.now().date()]
    return date(min(all_days).year, 1, 1), max(all_days)


def _glances(at: Moment) -> Callable[[str], dict[str, Any]]:
    """What the record held of an organization, by its slug: two queries for today's record."""
    found, until = frame(at), at.as_of or date.max
    editions: dict[str, list[VersionFacts]] = {}
    for version in sorted(found.versions.values(), key=lambda one: (one.day, one.place)):
        if version.day <= until and not version.is_reupload:
            editions.setdefault(version.organization, []).append(version)
    policies = _policy_counts(found, editions, at)
    commitments = promised(at) if at.as_of else found.commitments
    commitment_counts = Counter(found.commitments[pk].organization for pk in commitments)
    return lambda slug: {
        "policies": policies[slug],
        "commitments": commitment_counts[slug],
        "latest": editions[slug][-1] if slug in editions else None,
        "days": [version.day for version in editions.get(slug, ())],
    }


def _policy_counts(
    found: Frame, editions: Mapping[str, Iterable[VersionFacts]], at: Moment
) -> Counter[str]:
    """By organization: those that had an edition by the day, or without a day all that are public."""
    names = {one.policy for its in editions.values() for one in its} if at.as_of else found.names
    return Counter(name.partition("/")[0] for name in names if "/" in name)


@require_safe
def organization_detail(request: HttpRequest, organization: str) -> HttpResponse:
    at = moment(request)
    found = or_404(find_organization, organization, at)
    policies = _policies_with_versions(found, at)
    first, last = _span((v.dated_on for item in policies for v in item["versions"]), at)
    context = {
        "moment": at,
        "organization": found,
        "policies": policies,
        "commitments": Commitment.objects.published(at.known_at).filter(organization=found).count(),
        "first_day": first,
        "last_day": last,
        "milestones": _milestones(found, at),
        "joint_commitments": _signed_by(found, at),
        "export": Menu(
            History(found, ()),
            reverse("api:organization-detail", args=[organization]),
            label="Export the whole history",
        ),
    }
    return render(request, "organization_detail.html", context)


def _policies_with_versions(organization: Organization, at: Moment) -> list[dict[str, Any]]:
    versions = PolicyVersion.objects.published(at.known_at).editions()
    versions = _up_to(at, versions.filter(policy__organization=organization))
    versions = versions.with_policy(at.known_at)
    groups = groupby(versions, key=lambda version: version.policy)
    return [_policy(policy, list(group)) for policy, group in groups]


def _policy(policy: Policy, versions: list[Any]) -> dict[str, Any]:
    days = [version.dated_on for version in versions]
    return {"policy": policy, "versions": versions, "days": days}


def _up_to(at: Moment, versions: Any) -> Any:
    return versions.filter(dated_on__lte=at.as_of) if at.as_of else versions


def _milestones(organization: Organization, at: Moment) -> Any:
    latest = Milestone.objects.known(at.known_at).latest_per("slug")
    found = Milestone.objects.filter(pk__in=latest.values("pk"), organization=organization)
    found = found.filter(happened_on__lte=at.as_of) if at.as_of else found
    return found.select_related("reference").order_by("-happened_on", "slug")


def _signed_by(organization: Organization, at: Moment) -> list[JointCommitment]:
    joint = JointCommitment.objects.published(at.known_at)
    its = (
        item
        for item in joint
        if any(s.get("organization") == organization.slug for s in item.record.signatories)
        and not (at.as_of and item.record.agreed_on > at.as_of)
    )
    return sorted(its, key=lambda item: (item.record.agreed_on, item.slug))
