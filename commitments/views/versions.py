"""One version: its text by heading, where its bytes came from, and what changed since the one before."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from commitments.blobs import read_blob, suffix_of, told, withdrawal_of
from commitments.editions import neighbours
from commitments.exports.citations import of_edition, written
from commitments.exports.gathering import Gatherer
from commitments.finding import find_among, find_policy
from commitments.history import Life, accounts_of, lives_in
from commitments.models import Commitment, PolicyVersion, Quote
from commitments.moments import Moment
from commitments.outline import changes_since, sections_of
from commitments.views.exports import as_download
from commitments.views.keeping import kept
from commitments.views.requests import moment, or_404


@require_safe
@kept
def version_detail(
    request: HttpRequest, organization: str, policy: str, version: str
) -> HttpResponse:
    at = moment(request).of_any_day()
    found, versions = _found(organization, policy, version, at)
    old, new = neighbours(found, versions)
    since = None
    if found.text and old and old.text:
        since = changes_since(old.text.extraction, found.text.extraction)
    lives = _lives_beside(found, old, at)
    promises = _quoted(lives, found.text.extraction) if found.text else {}
    context = {
        "moment": at,
        "policy": found.policy,
        "version": found,
        "old": old,
        "new": new,
        "variants": [v for v in versions if v.label == found.label and v.pk != found.pk],
        "account": accounts_of([found], at).get(found.pk),
        "since": since,
        "sections": sections_of(found.text.extraction, since, promises) if found.text else [],
        "lives": lives,
        "quoted": {item.pk: key for key, items in promises.items() for item in items},
        **_cited(request, found, at),
    }
    return render(request, "version_detail.html", context)


def _found(organization: str, policy: str, version: str, at: Moment) -> tuple[Any, list[Any]]:
    owner = or_404(find_policy, organization, policy, at)
    versions = PolicyVersion.objects.published(at.known_at).of(owner)
    return or_404(find_among, versions, version, at), versions


def _lives_beside(version: Any, old: Any, at: Moment) -> list[Life]:
    """What this version says about each commitment, against the version before it."""
    commitments = Commitment.objects.published(at.known_at).of(version.policy)
    found = lives_in([old, version] if old else [version], commitments, at)
    return [life for life in found if life.first or life.ended]


def _quoted(lives: list[Life], extraction: Any) -> dict[str, list[Commitment]]:
    """The commitments whose words are quoted from this text, by the clause they are quoted from: one query."""
    by_text = {
        life.current.text.pk: life.commitment
        for life in lives
        if life.current and life.current.text
    }
    quotes = Quote.objects.filter(commitment_text__in=by_text, clause__extraction=extraction)
    found: dict[str, list[Commitment]] = {}
    for text, key in quotes.order_by("pk").values_list("commitment_text", "clause__key"):
        found.setdefault(key, []).append(by_text[text])
    return found


def _cited(request: HttpRequest, version: Any, at: Moment) -> dict[str, Any]:
    gatherer = Gatherer(request.build_absolute_uri("/"), at.known_at)
    edition = gatherer.edition(version)
    reference = of_edition(edition, gatherer.stamp().made_on)
    withdrawn = edition.evidence.withdrawn if edition.evidence else ""
    names = [edition.organization_slug, edition.policy_slug, edition.slug]
    return {
        "withdrawn": withdrawn,
        "cite_at": reverse("api:version-citation", args=names),
        **written(reference),
    }


@require_safe
def document(request: HttpRequest, organization: str, policy: str, version: str) -> HttpResponse:
    """The untouched bytes of a public version's document; what was taken down is gone for everybody."""
    at = moment(request).of_any_day()
    found, _ = _found(organization, policy, version, at)
    if found.captured is None:
        raise Http404(f"The document of {found.name} has not been captured.")
    snapshot = found.captured.extraction.snapshot
    if withdrawal := withdrawal_of(snapshot.blob):
        return render(request, "404.html", {"sentence": told(withdrawal)}, status=410)
    media_type = found.captured.extraction.media_type
    name = f"{organization}_{policy}_{found.slug}.{suffix_of(media_type)}"
    # Always a download: a publisher's page must not run as ours.
    return HttpResponse(
        read_blob(snapshot.blob),
        content_type="application/octet-stream",
        headers=as_download(name),
    )


@require_safe
def plain_text(request: HttpRequest, organization: str, policy: str, version: str) -> HttpResponse:
    """The text as it was read, block by block, as plain text."""
    at = moment(request).of_any_day()
    found, _ = _found(organization, policy, version, at)
    if found.captured and found.captured.withdrawal:
        sentence = told(found.captured.withdrawal)
        return render(request, "404.html", {"sentence": sentence}, status=410)
    if found.text is None:
        raise Http404(f"The text of {found.name} has not been captured.")
    blocks = type(found.text.extraction).objects.values_list("blocks", flat=True)
    text = "\n\n".join(block["text"] for block in blocks.get(pk=found.text.extraction_id))
    name = f"{organization}_{policy}_{found.slug}_text.txt"
    return HttpResponse(
        f"{text}\n",
        content_type="text/plain; charset=utf-8",
        headers=as_download(name),
    )
