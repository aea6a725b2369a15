"""One commitment's whole life."""

from functools import partial
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from commitments.deadlines import coming
from commitments.exports.matters import OneCommitment
from commitments.finding import find_commitment
from commitments.history import Life, accounts_of, lives_in, versions_of
from commitments.kin import became, came_from, related
from commitments.models import TextKind
from commitments.moments import Moment
from commitments.stages import Against, stages, told
from commitments.views.export_menu import Menu, cited
from commitments.views.keeping import kept
from commitments.views.partial import HtmxHttpRequest, render_part
from commitments.views.requests import asked, moment, or_400, or_404


@require_safe
@kept
def commitment_detail(request: HtmxHttpRequest, organization: str, slug: str) -> HttpResponse:
    """``?against=first`` holds each version's words against the first ones."""
    question, at = asked(request), moment(request)
    against = Against(or_400(question.choice, "against", Against) or Against.BEFORE)
    found = or_404(find_commitment, organization, slug, at)
    life = lives_in(versions_of(found.policy, at), [found], at)[0]
    export = reverse("api:commitment-detail", args=[organization, slug])
    context = {
        "moment": at,
        "commitment": found,
        "life": life,
        **_words(life, at, against),
        **_around(life, at),
        "due": coming(life, at),
        "export": Menu(OneCommitment(life), export),
        **cited(request, OneCommitment(life), at, export),
    }
    return render_part(request, "commitment_detail.html", "includes/commitment_words.html", context)


def _words(life: Life, at: Moment, against: Against) -> dict[str, Any]:
    texts = [entry.text for entry in life.entries if entry.text]
    prefetch_related_objects(texts, "quotes__clause")
    versions = [entry.version for entry in life.entries]
    return {
        "against": against,
        "told": told(stages(life, accounts_of(versions, at), against)),
        "has_summaries": any(text.kind == TextKind.SUMMARY for text in texts),
    }


def _around(life: Life, at: Moment) -> dict[str, Any]:
    """What only the whole page shows, and asks for."""
    lookups = {"became": became, "came_from": came_from, "related": related}
    return {name: SimpleLazyObject(partial(look, life, at)) for name, look in lookups.items()}
