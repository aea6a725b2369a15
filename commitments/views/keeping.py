"""Whole pages kept for the next reader who asks the same of the same record."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils import timezone

from commitments.comparing import cached
from commitments.text.compare import ENGINE
from commitments.views.comparison_question import VIEWS
from commitments.views.partial import HtmxHttpRequest, varied
from commitments.watermarks import watermark

SECONDS = 3600


def kept(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """One query for a page that was made since the record changed last, on the same day.

    Only of what many ask for, so that nobody fills the store: see ``_is_common``.
    """

    @wraps(view)
    def kept_view(request: HtmxHttpRequest, **names: str) -> HttpResponse:
        if request.htmx or not _is_common(request):
            return view(request, **names)
        # The address of the stylesheet is another one after each change of it.
        told = (request.get_host(), request.path, request.GET.get("view"), static("tracker.css"))
        name = sha256(repr((*told, ENGINE, timezone.now().date())).encode()).hexdigest()[:20]
        page = cached(
            f"page:{watermark().key}:{name}", lambda: _made(view, request, names), SECONDS
        )
        return varied(HttpResponse(page["html"]))

    return kept_view


def _is_common(request: HttpRequest) -> bool:
    """Whether pages link to this address: in small letters, with no parameter but a view that there is."""
    is_known = set(request.GET) <= {"view"} and request.GET.get("view", "") in ("", *VIEWS)
    return is_known and request.path == request.path.lower()


def _made(
    view: Callable[..., HttpResponse], request: HtmxHttpRequest, names: dict[str, str]
) -> dict[str, str]:
    return {"html": view(request, **names).content.decode()}
