"""Versions of two policies side by side: two documents, neither of which was made from the other."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from commitments.comparing import VersionComparison
from commitments.errors import TrackerError
from commitments.exports.matters import TwoVersions
from commitments.finding import find_among, find_policy, find_sides
from commitments.frames import frame
from commitments.history import Life, lives_in
from commitments.models import Commitment, Policy, PolicyVersion, Topic
from commitments.moments import Moment
from commitments.views.comparison_page import answered
from commitments.views.comparison_question import Question, written
from commitments.views.export_menu import Menu, cited
from commitments.views.keeping import kept
from commitments.views.partial import HtmxHttpRequest
from commitments.views.requests import asked, carried, clocks, moment, or_400, or_404


@require_safe
@kept
def choose_any(request: HtmxHttpRequest) -> HttpResponse:
    """Two policies, then a version of each; with all four it leads to the comparison."""
    at, question = moment(request), asked(request)
    named = [or_400(_policy_named, question.text(name), at) for name in ("left", "right")]
    lists = [
        PolicyVersion.objects.published(at.known_at).of(policy) if policy else []
        for policy in named
    ]
    slugs = [question.text(name) for name in ("old", "new")]
    if all(named) and all(slugs):
        for versions, slug in zip(lists, slugs, strict=True):
            or_404(find_among, versions, slug, at)
        names = [
            name
            for policy, slug in zip(named, slugs, strict=True)
            for name in (*_name(policy), slug)
        ]
        return redirect(f"{reverse('compare-across', args=names)}{clocks(request)}")
    sides = list(zip(map(question.text, ("left", "right")), lists, strict=True))
    context = {"moment": at, "policies": _policies(at), "sides": sides}
    return render(request, "compare_choose.html", context)


def _policies(at: Moment) -> list[tuple[str, str]]:
    """Name and title of each, told from memory."""
    names = frame(at).names
    policies = sorted(name for name in names if "/" in name)
    return [(name, f"{names[name.partition('/')[0]]}: {names[name]}") for name in policies]


def _policy_named(name: str, at: Moment) -> Policy | None:
    if not name:
        return None
    organization, slash, policy = name.partition("/")
    if not slash:
        raise TrackerError("bad_parameter", f"{name} names no policy; write organization/policy.")
    return find_policy(organization, policy, at)


def _name(policy: Any) -> tuple[str, str]:
    return policy.organization.slug, policy.slug


@require_safe
def compare_across(request: HtmxHttpRequest, **names: str) -> HttpResponse:
    """Versions of two policies. They are different documents: nothing is called removed or weakened."""
    at = moment(request).of_any_day()
    question = or_400(Question.of, asked(request))
    before, after = or_404(find_sides, names, at)
    if before.policy == after.policy:
        address = reverse("version-compare", args=[*_name(after.policy), before.slug, after.slug])
        return redirect(f"{address}{written(question.look, carried(request)['clocks_more'])}")
    comparison = VersionComparison(before, after, ())
    export = reverse("api:compare-across", kwargs=names)
    context = {
        "is_across": True,
        "by_topic": _by_topic(before, after, question, at),
        **cited(request, TwoVersions(comparison), at, export),
    }
    if comparison.basis == "verbatim":
        context["export"] = Menu(TwoVersions(comparison), export)
    return answered(request, comparison, question, at, context)


def _by_topic(
    left: Any, right: Any, question: Question, at: Moment
) -> list[tuple[str, list[Life], list[Life]]]:
    """What both sides promise, topic by topic; a topic on which neither says anything is left out."""
    if question.page > 1:
        return []
    sides = [_promises(version, at) for version in (left, right)]
    found = []
    for topic, label in Topic.choices:
        here, there = ([p for p in side if p.commitment.record.topic == topic] for side in sides)
        if (here or there) and question.filters.topic in ("", topic):
            found.append((label, here, there))
    return found


def _promises(version: Any, at: Moment) -> list[Life]:
    commitments = Commitment.objects.published(at.known_at).of(version.policy)
    return [life for life in lives_in([version], commitments, at) if life.first]
