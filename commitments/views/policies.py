"""Organizations, policies and versions."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments.finding import find_organization, find_policy
from commitments.history import accounts_of, lives_in, versions_of
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
from commitments.views.changes import counted
from commitments.views.requests import (
    moment,
    or_404,
)
from commitments.views.sources import sources_of


@require_safe
def organizations(request: HttpRequest) -> HttpResponse:
    at = moment(request)
    glances = _glances(at)
    found = [
        {"organization": organization, **glances(organization)}
        for organization in Organization.objects.published(at.known_at)
    ]
    return render(request, "organization_list.html", {"moment": at, "organizations": found})


def _glances(at: Moment) -> Callable[[Organization], dict[str, Any]]:
    """What the record held of each organization at that moment: three queries for all of them."""
    versions = _up_to(at, PolicyVersion.objects.published(at.known_at).editions())
    policies = Policy.objects.published(at.known_at)
    commitments = Commitment.objects.published(at.known_at)
    if at.as_of:
        policies = policies.filter(pk__in=versions.values("policy"))
        commitments = commitments.filter(pk__in=_stated_in(versions, at).values("commitment"))
    owner = "policy__organization"
    latest = dict(versions.order_by().values_list(owner).annotate(latest=Max("dated_on")))
    policy_counts = _count_by_organization(policies)
    commitment_counts = _count_by_organization(commitments)
    return lambda organization: {
        "policies": policy_counts.get(organization.pk, 0),
        "commitments": commitment_counts.get(organization.pk, 0),
        "latest_on": latest.get(organization.pk),
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
    context = {
        "moment": at,
        "organization": found,
        "policies": _policies_with_versions(found, at),
        "milestones": _milestones(found, at),
        "joint_commitments": _signed_by(found, at),
    }
    return render(request, "organization_detail.html", context)


def _policies_with_versions(organization: Organization, at: Moment) -> list[dict[str, Any]]:
    versions = PolicyVersion.objects.published(at.known_at).editions()
    versions = _up_to(at, versions.filter(policy__organization=organization))
    versions = versions.with_policy(at.known_at)
    groups = groupby(versions, key=lambda version: version.policy)
    return [{"policy": policy, "versions": list(group)} for policy, group in groups]


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


@require_safe
def policy_detail(request: HttpRequest, organization: str, policy: str) -> HttpResponse:
    at = moment(request)
    found = or_404(find_policy, organization, policy, at)
    versions = versions_of(found, at)
    variants = PolicyVersion.objects.published(at.known_at).filter(variant__gt=0)
    variants = _up_to(at, variants).of(found)
    lives = lives_in(versions, Commitment.objects.published(at.known_at).of(found), at)
    counts = counted(entry.step for life in lives for entry in life.entries if entry.step)
    accounts = accounts_of(versions, at)
    rows = [
        {
            "version": version,
            "old": old,
            "counts": counts.get(version.pk, {}),
            "account": accounts.get(version.pk),
            "variants": [v for v in variants if v.label == version.label],
        }
        for old, version in zip([None, *versions], versions, strict=False)
    ]
    context = {
        "moment": at,
        "policy": found,
        "versions": versions,
        "rows": rows[::-1],
        "lives": lives,
        "sources": sources_of(found, at),
    }
    return render(request, "policy_detail.html", context)
