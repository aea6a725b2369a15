"""Two versions of one policy, side by side."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from commitments.comparing import CommitmentComparison, VersionComparison, compare_versions
from commitments.editions import neighbours
from commitments.exports.matters import TwoVersions
from commitments.finding import find_among, find_policy
from commitments.models import PolicyVersion, RevisionAccount
from commitments.moments import Moment
from commitments.stretches import Filters
from commitments.text.wording import signals
from commitments.views.comparison_page import answered
from commitments.views.comparison_question import OUTCOMES, Question, written
from commitments.views.export_menu import Menu, cited
from commitments.views.keeping import kept
from commitments.views.partial import HtmxHttpRequest
from commitments.views.requests import asked, carried, moment, or_400, or_404


@require_safe
def choose(request: HttpRequest, organization: str, policy: str) -> HttpResponse:
    """The plain form's way to a comparison: ?old=v2.1&new=v2.2, looked at as the one before.

    Where none is named it is the newest revision; where one is, the other is the edition before it or
    the newest one. A policy of one edition is compared with others.
    """
    at, question = moment(request), or_400(Question.of, asked(request))
    found = or_404(find_policy, organization, policy, at)
    versions = PolicyVersion.objects.published(at.known_at).of(found)
    editions = [version.slug for version in versions if version.variant == 0]
    if len(editions) < 2 and not request.GET.keys() >= {"old", "new"}:
        more = carried(request)["clocks_more"]
        return redirect(f"{reverse('compare-any')}?left={organization}/{policy}{more}")
    old, new = (or_404(find_among, versions, name, at) for name in _named(request.GET, editions))
    address = reverse("version-compare", args=[organization, policy, old.slug, new.slug])
    return redirect(f"{address}{written(question.look, carried(request)['clocks_more'])}")


def _named(asked: Mapping[str, str], editions: Sequence[str]) -> tuple[str, str]:
    """The names of the two sides, each as it is asked for, else from the policy's editions, oldest first."""
    new = asked["new"] if "new" in asked else editions[-1]
    before = [*takewhile(lambda name: name != new, editions)] or editions
    return (asked["old"] if "old" in asked else before[-1]), new


@require_safe
@kept
def compare(
    request: HtmxHttpRequest, organization: str, policy: str, old: str, new: str
) -> HttpResponse:
    at = moment(request).of_any_day()
    question = or_400(Question.of, asked(request))
    found = or_404(find_policy, organization, policy, at)
    versions = PolicyVersion.objects.published(at.known_at).of(found)
    before, after = (or_404(find_among, versions, slug, at) for slug in (old, new))
    comparison = compare_versions(before, after, versions, at.known_at)
    account = _account(after, at)
    matter = TwoVersions(comparison, account)
    export = reverse("api:version-compare", args=[organization, policy, old, new])
    context = {
        "policy": found,
        "commitments": _shown(comparison, question),
        "outcomes": _outcomes(comparison),
        "account": account,
        "choices": versions,
        "neighbours": _pairs_beside(versions, before, after),
        "export": Menu(matter, export),
        **cited(request, matter, at, export),
    }
    return answered(request, comparison, question, at, context)


# --- what stands around them --------------------------------------------------------------------------------


def _account(version: PolicyVersion, at: Moment) -> RevisionAccount | None:
    accounts = RevisionAccount.objects.known(at.known_at).filter(version=version)
    found: RevisionAccount | None = accounts.latest_per("version").first()
    return found


def _shown(comparison: VersionComparison, question: Question) -> list[CommitmentComparison]:
    """The recorded commitments that fit, on the first page; in the whole text also those that stayed."""
    if question.page > 1:
        return []
    items = iter(comparison.commitments if question.view == "all" else _changed(comparison))
    if question.outcome:
        items = (item for item in items if item.outcome == question.outcome)
    return list(_fitting(items, question.filters))


def _changed(comparison: VersionComparison) -> list[CommitmentComparison]:
    return [item for item in comparison.commitments if item.kind in ("edited", "added", "removed")]


def _outcomes(comparison: VersionComparison) -> list[tuple[str, int]]:
    """How many of the commitments that changed were weakened and so on, the worst first."""
    counted = Counter(item.outcome for item in _changed(comparison))
    return [(outcome, counted[outcome]) for outcome in OUTCOMES if counted[outcome]]


def _fitting(
    items: Iterator[CommitmentComparison], filters: Filters
) -> Iterator[CommitmentComparison]:
    for item in items:
        fits_topic = filters.topic in ("", item.commitment.record.topic)
        if fits_topic and _fits_kind(item, filters.kind) and _fits_signal(item, filters.signal):
            yield item


def _fits_kind(item: CommitmentComparison, kind: str) -> bool:
    return not kind or kind == ("moved" if item.outcome == "relocated" else item.kind)


def _fits_signal(item: CommitmentComparison, rule: str) -> bool:
    """Whether the wording shows the signal, as far as both texts are of one sort: quotes, or summaries."""
    if not rule:
        return True
    if item.old is None or item.new is None or item.old.kind != item.new.kind:
        return False
    return rule in {signal.rule for signal in signals(item.old.text, item.new.text)}


def _pairs_beside(versions: Sequence[Any], old: Any, new: Any) -> dict[str, tuple[Any, Any]]:
    """The pairs of consecutive editions before and after this one."""
    found: dict[str, tuple[Any, Any]] = {}
    earlier, later = neighbours(old, versions)[0], neighbours(new, versions)[1]
    if old.variant == 0 and earlier:
        found["earlier"] = (earlier, old)
    if new.variant == 0 and later:
        found["later"] = (new, later)
    return found
