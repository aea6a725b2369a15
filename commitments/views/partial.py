"""Answers for a page and for a part of it: the same address, with and without JavaScript."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails


class HtmxHttpRequest(HttpRequest):
    """What django-htmx makes of a request."""

    htmx: HtmxDetails


def render_part(
    request: HtmxHttpRequest, page: str, part: str, context: Mapping[str, Any]
) -> HttpResponse:
    """The page, or only the part of it that another choice changes, if that is what htmx asks for."""
    is_part = bool(request.htmx) and not request.htmx.history_restore_request
    return varied(render(request, part if is_part else page, {**context, "is_part": is_part}))


def varied(response: HttpResponse) -> HttpResponse:
    """Tells caches what decides between a page and a part; a page that comes back is asked for by htmx too."""
    patch_vary_headers(response, ["HX-Request", "HX-History-Restore-Request"])
    return response
