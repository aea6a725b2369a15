"""What is watched, how it fares, and an editor's wish to have it checked now."""

from collections.abc import Collection
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from kombu.exceptions import OperationalError

from commitments import tasks, watching
from commitments.errors import ConflictError
from commitments.models import Organization, Policy, Source
from commitments.moments import Moment
from commitments.views.requests import asked, moment, or_400, or_404
from commitments.watching import Standing, public_sources, tickets_of, with_health

MAY_CHECK = "commitments.change_source"
PAGE_SIZE = 25
ORDER = "policy__organization__slug", "policy_id", "pk"
UNDER_WAY = "{} is being checked. The outcome is here within a minute or two: reload the page."
WAITS = (
    "The check of {} is noted and waits, because Redis, which hands out the work, does not answer. It starts by"
    " itself once Redis is back."
)


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """Ids of all sources that are chosen, so that each choice can show its number; a page of them whole."""
    at = moment(request).of_any_day()
    question = asked(request)
    organization = or_400(question.organization)
    standing = or_400(question.choice, "health", Standing.values)
    groups = _by_standing(organization, at)
    page = Paginator(groups[standing], PAGE_SIZE).get_page(request.GET.get("page"))
    tickets = _open_tickets(groups[""], at)
    loaded = _loaded({*page.object_list, *(pk for pk, _ in tickets)}, at)
    shown = with_health([loaded[pk] for pk in page.object_list], at.known_at)
    is_editor = at.known_at is None and _may_check(request)
    context = {
        "moment": at,
        "notes": _notes(request, shown) if is_editor else [],
        "now": at.known_at or timezone.now(),
        "page": page,
        "sources": shown,
        "groups": {name: len(group) for name, group in groups.items()},
        "tickets": [
            (loaded[pk], ticket, groups[""].index(pk) // PAGE_SIZE + 1) for pk, ticket in tickets
        ],
        "organizations": Organization.objects.published(at.known_at),
        "chosen": {"organization": organization, "health": standing},
        "is_editor": is_editor,
    }
    return render(request, "source_list.html", context)


def _by_standing(organization: str, at: Moment) -> dict[str, list[int]]:
    """Ids of the sources of an organization, or all, in order, by what one may choose; empty: all of them."""
    found = watching.with_standing(public_sources(at.known_at), at.known_at)
    found = found.filter(policy__organization__slug=organization) if organization else found
    rows = list(found.order_by(*ORDER).values_list("pk", "is_failing", "has_changed"))
    return {
        "": [pk for pk, _, _ in rows],
        Standing.FAILING: [pk for pk, is_failing, _ in rows if is_failing],
        Standing.CHANGED: [pk for pk, _, has_changed in rows if has_changed],
    }


def _open_tickets(ids: list[int], at: Moment) -> list[tuple[int, Any]]:
    """With the ids of their sources, the newest first; no more than a page's worth."""
    tickets = tickets_of(ids, at.known_at, at.known_at or timezone.now())
    opened = [(pk, ticket) for pk, its in tickets.items() for ticket in its if ticket.is_open]
    return sorted(opened, key=lambda pair: pair[1].opened_at, reverse=True)[:PAGE_SIZE]


def _loaded(ids: Collection[int], at: Moment) -> dict[int, Any]:
    found: dict[int, Any] = public_sources(at.known_at).in_bulk(ids)
    return found


def _notes(request: HttpRequest, shown: list[Any]) -> list[str]:
    """What was said about a source goes to it, where the page opens; the rest is for the top."""
    said = {message.extra_tags: str(message) for message in messages.get_messages(request)}
    for source in shown:
        source.note = said.pop(str(source.pk), "")
    return list(said.values())


def _may_check(request: HttpRequest) -> bool:
    return request.user.is_staff and request.user.has_perm(MAY_CHECK)


@require_POST
def check(request: HttpRequest, source: int) -> HttpResponse:
    """Have a source checked now, and go back to the list as it was."""
    here = f"{reverse('source-list')}?{request.GET.urlencode()}".removesuffix("?")
    if not request.user.is_authenticated:
        return redirect_to_login(here)
    if not _may_check(request):
        raise PermissionDenied
    try:
        wanted = or_404(watching.request_check, source_id=source, by=request.user)
    except ConflictError as error:
        messages.warning(request, str(error), extra_tags=str(source))
    else:
        _start(request, wanted)
    return HttpResponseRedirect(f"{here}#source-{source}")


def _start(request: HttpRequest, source: Source) -> None:
    """Hand the source to a worker; the request for it is committed by now."""
    say = partial(messages.success, extra_tags=str(source.pk))
    if watching.claim_check(source):
        try:
            tasks.fetch_source.delay(source.pk)
        except OperationalError:
            watching.put_check_off(source)
            say(request, WAITS.format(source))
            return
    say(request, UNDER_WAY.format(source))


def sources_of(policy: Policy, at: Moment) -> list[Any]:
    found = public_sources(at.known_at).filter(policy=policy).order_by("pk")
    return with_health(found, at.known_at)
