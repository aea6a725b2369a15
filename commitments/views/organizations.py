"""Organizations at a glance, and each with its policies, its milestones and what it signed with others."""

from collections.abc import Callable, Iterable
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from commitments.exports.histories import History
from commitments.finding import find_organization
from commitments.models import (
    Commitment,
    CommitmentText,
    JointCommitment,
    Milestone,
    Organization,
    Policy,
    PolicyVersion,
    TextKind,
)
from commitments.moments import Moment
from commitments.views.export_menu import Menu
from commitments.views.requests import moment, or_404


@require_safe
def organizations(request: HttpRequest) -> HttpResponse:
    at = moment(request)
    glances = _glances(at)
    found = [
        {"organization": organization, **glances(organization)}
        for organization in Organization.objects.published(at.known_at)
    ]
    first, last = _span((day for row in found for day in row["days"]), at)
    context = {"moment": at, "organizations": found, "first": first, "last": last}
    return render(request, "organization_list.html", context)


def _span(days: Iterable[date], at: Moment) -> tuple[date, date]:
    """From the first year with a version to the day that is asked for: the same for all lines of a page."""
    all_days = [*days, at.as_of or timezone.now().date()]
    return date(min(all_days).year, 1, 1), max(all_days)


def _glances(at: Moment) -> Callable[[Organization], dict[str, Any]]:
    """What the record held of each organization at that moment: three queries for all of them."""
    versions = _up_to(at, PolicyVersion.objects.published(at.known_at).editions())
    policies = Policy.objects.published(at.known_at)
    commitments = Commitment.objects.published(at.known_at)
    if at.as_of:
        policies = policies.filter(pk__in=versions.values("policy"))
        commitments = commitments.filter(pk__in=_stated_in(versions, at).values("commitment"))
    days: dict[int, list[date]] = {}
    for owner, day in versions.order_by("dated_on").values_list("policy__organization", "dated_on"):
        days.setdefault(owner, []).append(day)
    policy_counts = _count_by_organization(policies)
    commitment_counts = _count_by_organization(commitments)
    return lambda organization: {
        "policies": policy_counts.get(organization.pk, 0),
        "commitments": commitment_counts.get(organization.pk, 0),
        "days": days.get(organization.pk, []),
    }


def _up_to(at: Moment, versions: Any) -> Any:
    return versions.filter(dated_on__lte=at.as_of) if at.as_of else versions


def _stated_in(versions: Any, at: Moment) -> Any:
    """The statements of these versions, as they stand on record; what is absent is none."""
    latest = CommitmentText.objects.known(at.known_at).latest_per("commitment", "version")
    texts = CommitmentText.objects.filter(pk__in=latest.values("pk"))
    return texts.filter(version__in=versions.values("pk")).exclude(kind=TextKind.ABSENT)


def _count_by_organization(rows: Any) -> dict[int, int]:
    return dict(rows.order_by().values_list("organization").annotate(number=Count("pk")))


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


def _milestones(organization: Organization, at: Moment) -> Any:
    latest = Milestone.objects.known(at.known_at).latest_per("slug")
    found = Milestone.objects.filter(pk__in=latest.values("pk"), organization=organization)
    found = found.filter(happened_on__lte=at.as_of) if at.as_of else found
    return found.select_related("reference").order_by("-happened_on")


def _signed_by(organization: Organization, at: Moment) -> list[JointCommitment]:
    joint = JointCommitment.objects.published(at.known_at)
    return [
        item
        for item in joint
        if any(s.get("organization") == organization.slug for s in item.record.signatories)
        and not (at.as_of and item.record.agreed_on > at.as_of)
    ]
