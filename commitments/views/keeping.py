"""Whole pages kept for the next reader who asks the same of the same record."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256

from django.http import HttpResponse
from django.templatetags.static import static
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from commitments.comparing import cached
from commitments.text.compare import ENGINE
from commitments.views.partial import HtmxHttpRequest
from commitments.watermarks import watermark

SECONDS = 3600


def kept(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """One query for a page that was made since the record changed last, on the same day.

    Only of what many ask for: pages without parameters but ``view``, so that nobody fills the store.
    """

    @wraps(view)
    def kept_view(request: HtmxHttpRequest, **names: str) -> HttpResponse:
        if request.htmx or not set(request.GET) <= {"view"}:
            return view(request, **names)
        # The address of the stylesheet is another one after each change of it.
        told = (request.get_host(), request.path, request.GET.get("view"), static("tracker.css"))
        name = sha256(repr((*told, ENGINE, timezone.now().date())).encode()).hexdigest()[:20]
        page = cached(
            f"page:{watermark().key}:{name}", lambda: _made(view, request, names), SECONDS
        )
        response = HttpResponse(page["html"])
        patch_vary_headers(response, ["HX-Request"])
        return response

    return kept_view


def _made(
    view: Callable[..., HttpResponse], request: HtmxHttpRequest, names: dict[str, str]
) -> dict[str, str]:
    return {"html": view(request, **names).content.decode()}
