"""Two versions side by side: of one policy, or across policies and organizations."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from commitments.asking import Asked
from commitments.comparing import VersionComparison, cached, compare_versions
from commitments.editions import neighbours
from commitments.errors import TrackerError
from commitments.exports import formats_of
from commitments.exports.papers import Subject
from commitments.finding import find_among, find_policy
from commitments.models import Policy, PolicyVersion, RevisionAccount, Topic
from commitments.moments import Moment
from commitments.stretches import GUESS, PER_PAGE, Filters, Fold, Stretch, Walk
from commitments.templatetags.clauses import Drawing, Side, drawn
from commitments.text.blocks import PairKind
from commitments.text.compare import ENGINE
from commitments.views.partial import HtmxHttpRequest
from commitments.views.requests import asked, clocks, moment, or_400, or_404

# In this order; the database keeps none among the keys of an object.
COUNTED = ("retained", "edited", "guesses", "moved", "split", "merged", "removed", "added")
VIEWS = {"changes": "Changes only", "all": "Whole text", "beside": "Side by side"}
KINDS = [kind for kind in (*PairKind, GUESS) if kind != PairKind.RETAINED]
DRAWN = "1"  # another number whenever the same comparison would be drawn differently


@dataclass(frozen=True, slots=True)
class Question:
    """What of a comparison is asked for; all of it stands in the address."""

    view: str
    filters: Filters
    page: int
    opened: int | None

    @classmethod
    def of(cls, question: Asked) -> "Question":
        """Raises TrackerError for a choice that there is not."""
        opened = question.text("open")
        return cls(
            question.choice("view", VIEWS) or "changes",
            Filters(
                commitments=bool(question.flag("commitments")),
                kind=question.choice("kind", map(str, KINDS)),
                signal=question.text("signal")[:60],
                topic=question.choice("topic", Topic.values),
            ),
            max(question.number("page", 1), 1),
            question.number("open", 0) if opened else None,
        )


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
def choose_any(request: HttpRequest) -> HttpResponse:
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
    policies = Policy.objects.published(at.known_at).order_by("organization__slug", "pk")
    context = {"moment": at, "policies": policies, "sides": list(zip(named, lists, strict=True))}
    return render(request, "compare_choose.html", context)


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
def compare(
    request: HtmxHttpRequest, organization: str, policy: str, old: str, new: str
) -> HttpResponse:
    at = moment(request).of_any_day()
    question = or_400(Question.of, asked(request))
    found = or_404(find_policy, organization, policy, at)
    versions = PolicyVersion.objects.published(at.known_at).of(found)
    before, after = (or_404(find_among, versions, slug, at) for slug in (old, new))
    comparison = compare_versions(before, after, versions, at.known_at)
    context = {
        "policy": found,
        "commitments": _shown(comparison, question),
        "account": _account(after, at),
        "choices": versions,
        "neighbours": _pairs_beside(versions, before, after),
        "export": reverse("api:version-compare", args=[*_name(found), old, new]),
    }
    return _answered(request, comparison, question, at, context)


@require_safe
def compare_across(request: HtmxHttpRequest, **names: str) -> HttpResponse:
    """Versions of two policies. They are different documents: nothing is called removed or weakened."""
    at = moment(request).of_any_day()
    question = or_400(Question.of, asked(request))
    before, after = (_version_at(names, side, at) for side in ("left", "right"))
    if before.policy == after.policy:
        address = reverse("version-compare", args=[*_name(after.policy), before.slug, after.slug])
        return redirect(f"{address}{clocks(request)}")
    comparison = VersionComparison(before, after, ())
    return _answered(request, comparison, question, at, {"is_across": True})


def _version_at(names: dict[str, str], side: str, at: Moment) -> Any:
    policy = or_404(find_policy, names[f"{side}_organization"], names[f"{side}_policy"], at)
    versions = PolicyVersion.objects.published(at.known_at).of(policy)
    return or_404(find_among, versions, names[f"{side}_version"], at)


def _answered(
    request: HtmxHttpRequest,
    comparison: VersionComparison,
    question: Question,
    at: Moment,
    context: dict[str, Any],
) -> HttpResponse:
    how = _drawing(request, comparison, is_across=context.get("is_across", False))
    if request.htmx and question.opened is not None:
        part = HttpResponse(_opened(comparison, question.opened, how))
        patch_vary_headers(part, ["HX-Request"])
        return part
    response = render(
        request,
        "compare.html",
        {
            "moment": at,
            "comparison": comparison,
            "question": question,
            "views": VIEWS.items(),
            "topics": Topic.choices,
            "clauses": _clauses(comparison, question, how)
            if comparison.basis == "verbatim"
            else None,
            "uncaptured": [v for v in (comparison.old, comparison.new) if v.text is None],
            "nothing": _why_nothing_changed(comparison),
            "formats": formats_of(Subject.COMPARISON),
            **context,
        },
    )
    patch_vary_headers(response, ["HX-Request"])
    return response


def _drawing(request: HttpRequest, comparison: VersionComparison, *, is_across: bool) -> Drawing:
    old, new = (
        Side(
            f"{version.policy.organization.name} {version.name}" if is_across else version.name,
            f"{version.get_absolute_url()}{clocks(request)}",
        )
        for version in (comparison.old, comparison.new)
    )
    query = {name: str(value) for name, value in request.GET.items() if name != "open"}
    is_beside = query.get("view") == "beside"
    return Drawing(old, new, is_beside=is_beside, is_across=is_across, query=query)


# --- clauses ------------------------------------------------------------------------------------------------


def _clauses(comparison: VersionComparison, question: Question, how: Drawing) -> dict[str, Any]:
    """One page of the clauses, drawn; kept in the cache, since two captured texts never change."""
    texts = [
        version.text.extraction_id for version in (comparison.old, comparison.new) if version.text
    ]
    asked_for = sha256(repr((asdict(question), asdict(how))).encode()).hexdigest()[:20]
    key = f"drawn:{DRAWN}:{ENGINE}:{texts[0]}:{texts[1]}:{asked_for}"
    found = cached(key, lambda: _made(comparison.clauses or {}, question, how))
    return {**found, "html": mark_safe(found["html"])}  # noqa: S308  made by format_html, stored by us


def _made(data: dict[str, Any], question: Question, how: Drawing) -> dict[str, Any]:
    walk = Walk(data)
    items, places, page, pages = _page_of(walk, question)
    kinds, signals, commitments = walk.counts()
    return {
        "html": str(drawn(items, how)),
        "total": sum(kinds.values()),
        "shown": len(places),
        "first": walk.stretches[places[PER_PAGE * (page - 1)]].number if places and page else 0,
        "page": page,
        "pages": pages,
        "kinds": [(str(kind), kinds[kind]) for kind in KINDS if kinds[kind]],
        "signals": sorted(signals.items(), key=lambda item: (-item[1], item[0])),
        "commitments": commitments,
        "counts": [(kind, data["counts"][kind]) for kind in COUNTED if data["counts"][kind]],
        "engine": data["engine"],
    }


def _page_of(walk: Walk, question: Question) -> tuple[list[Stretch | Fold], list[int], int, int]:
    """What stands on the page, the places of all changes that pass, the page's number, and of how many."""
    places = walk.changes(question.filters)
    pages = max(-(-len(places) // PER_PAGE), 1)
    page = min(question.page, pages)
    chosen = places[PER_PAGE * (page - 1) : PER_PAGE * page]
    if question.filters != Filters():
        return [walk.stretches[place] for place in chosen], places, page, pages
    start = places[PER_PAGE * (page - 1) - 1] + 1 if page > 1 else 0
    end = len(walk.stretches) if page == pages else chosen[-1] + 1
    if question.view == "all":
        return list(walk.stretches[start:end]), places, page, pages
    items = list(walk.folded(chosen, start, end))
    return _with_opened(walk, items, question.opened), places, page, pages


def _with_opened(
    walk: Walk, items: list[Stretch | Fold], opened: int | None
) -> list[Stretch | Fold]:
    found: list[Stretch | Fold] = []
    for item in items:
        is_opened = isinstance(item, Fold) and item.first == opened
        found += walk.unchanged(item.first) if is_opened and isinstance(item, Fold) else [item]
    return found


def _opened(comparison: VersionComparison, first: int, how: Drawing) -> str:
    """The clauses of one fold, for the page that is open already."""
    return str(drawn(Walk(comparison.clauses).unchanged(first), how)) if comparison.clauses else ""


# --- what stands around them --------------------------------------------------------------------------------


def _account(version: PolicyVersion, at: Moment) -> RevisionAccount | None:
    accounts = RevisionAccount.objects.known(at.known_at).filter(version=version)
    found: RevisionAccount | None = accounts.latest_per("version").first()
    return found


def _shown(comparison: VersionComparison, question: Question) -> list[Any]:
    """The recorded commitments; in the whole text also those whose words stayed."""
    shown = ("edited", "added", "removed")
    items = comparison.commitments
    if question.view != "all":
        items = tuple(item for item in items if item.kind in shown)
    if topic := question.filters.topic:
        items = tuple(item for item in items if item.commitment.record.topic == topic)
    return list(items)


def _pairs_beside(versions: Sequence[Any], old: Any, new: Any) -> dict[str, tuple[Any, Any]]:
    """The pairs of consecutive editions before and after this one."""
    found: dict[str, tuple[Any, Any]] = {}
    earlier, later = neighbours(old, versions)[0], neighbours(new, versions)[1]
    if old.variant == 0 and earlier:
        found["earlier"] = (earlier, old)
    if new.variant == 0 and later:
        found["later"] = (new, later)
    return found


def _why_nothing_changed(comparison: VersionComparison) -> str:
    """Of two captured texts in which no reader sees a change, why; else empty."""
    old, new = comparison.old.text, comparison.new.text
    if old is None or new is None:
        return ""
    if comparison.old.pk == comparison.new.pk:
        return "This is one and the same version on both sides."
    if old.extraction.snapshot.blob_id == new.extraction.snapshot.blob_id:
        return "Both versions rest on the same captured document, byte for byte."
    if old.extraction.text_sha256 == new.extraction.text_sha256:
        return (
            "No word changed. The two documents differ in their bytes only: in layout, typography, metadata"
            " or the addresses behind links."
        )
    return ""
