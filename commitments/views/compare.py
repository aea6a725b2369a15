"""Two versions of a policy side by side."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from commitments.comparing import VersionComparison, compare_versions
from commitments.editions import neighbours
from commitments.finding import find_among, find_policy
from commitments.models import PolicyVersion, RevisionAccount
from commitments.moments import Moment
from commitments.views.requests import clocks, moment, or_404

# In this order; the database keeps none among the keys of an object.
COUNTED = ("retained", "edited", "guesses", "moved", "split", "merged", "removed", "added")
VIEWS = {"changes": "Changes only", "all": "Whole text"}


@require_safe
def choose(request: HttpRequest, organization: str, policy: str) -> HttpResponse:
    """The plain form's way to a comparison: ?old=v2.1&new=v2.2."""
    at = moment(request)
    found = or_404(find_policy, organization, policy, at)
    versions = PolicyVersion.objects.published(at.known_at).of(found)
    old, new = (
        or_404(find_among, versions, request.GET.get(name, ""), at) for name in ("old", "new")
    )
    address = reverse("version-compare", args=[organization, policy, old.slug, new.slug])
    return redirect(f"{address}{clocks(request)}")


@require_safe
def compare(
    request: HttpRequest, organization: str, policy: str, old: str, new: str
) -> HttpResponse:
    at = moment(request).of_any_day()
    found = or_404(find_policy, organization, policy, at)
    versions = PolicyVersion.objects.published(at.known_at).of(found)
    before, after = (or_404(find_among, versions, slug, at) for slug in (old, new))
    comparison = compare_versions(before, after, versions, at.known_at)
    view = request.GET.get("view", "changes")
    if view not in VIEWS:
        raise Http404(f"There is no view “{view}”; there are: {', '.join(VIEWS)}.")
    context = {
        "moment": at,
        "policy": found,
        "comparison": comparison,
        "commitments": _shown(comparison, view),
        "stretches": list(_stretches(comparison.clauses, view)) if comparison.clauses else [],
        "clause_counts": _counts(comparison.clauses) if comparison.clauses else [],
        "uncaptured": [v for v in (before, after) if v.text is None],
        "account": _account(after, at),
        "choices": versions,
        "neighbours": _pairs_beside(versions, before, after),
        "view": view,
        "views": VIEWS.items(),
    }
    return render(request, "compare.html", context)


def _account(version: PolicyVersion, at: Moment) -> RevisionAccount | None:
    accounts = RevisionAccount.objects.known(at.known_at).filter(version=version)
    found: RevisionAccount | None = accounts.latest_per("version").first()
    return found


def _shown(comparison: VersionComparison, view: str) -> list[Any]:
    items = comparison.commitments
    shown = ("edited", "added", "removed")
    return list(items if view == "all" else [item for item in items if item.kind in shown])


def _pairs_beside(versions: list[Any], old: Any, new: Any) -> dict[str, tuple[Any, Any]]:
    """The pairs of consecutive editions before and after this one."""
    found: dict[str, tuple[Any, Any]] = {}
    earlier, later = neighbours(old, versions)[0], neighbours(new, versions)[1]
    if old.variant == 0 and earlier:
        found["earlier"] = (earlier, old)
    if new.variant == 0 and later:
        found["later"] = (new, later)
    return found


def _counts(data: dict[str, Any]) -> list[tuple[str, int]]:
    return [(kind, data["counts"][kind]) for kind in COUNTED if data["counts"][kind]]


def _stretches(data: dict[str, Any], view: str) -> Iterator[dict[str, Any]]:
    """Pairs in reading order; runs of unchanged clauses are folded to their number."""
    old = {clause["id"]: clause for clause in data["old"]["clauses"]}
    new = {clause["id"]: clause for clause in data["new"]["clauses"]}
    folded = 0
    for pair in data["pairs"]:
        if pair["kind"] == "retained" and view == "changes":
            folded += 1
            continue
        if folded:
            yield {"folded": folded}
            folded = 0
        yield _stretch(pair, [old[i] for i in pair["old"]], [new[i] for i in pair["new"]])
    if folded:
        yield {"folded": folded}


def _stretch(pair: dict[str, Any], old: list[Any], new: list[Any]) -> dict[str, Any]:
    return {
        **pair,
        "old": old,
        "new": new,
        "mark": "possible counterpart" if pair["is_guess"] else pair["kind"],
        "spans": pair["spans"] or _whole(pair["kind"], old, new),
        "path": (new or old)[0]["path"],
        "is_commitment": any(clause["is_commitment"] for clause in [*old, *new]),
    }


def _whole(kind: str, old: list[Any], new: list[Any]) -> list[list[str]]:
    """A clause without an edit script is one span: all of it came, went or stayed."""
    op = {"removed": "delete", "added": "insert"}.get(kind, "equal")
    return [[op, " ".join(clause["text"] for clause in new or old)]]
