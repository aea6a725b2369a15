"""Who may keep a page: browsers, which then ask whether it has changed, and shared caches for a minute."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

FRESH = 60  # seconds in a shared cache: what an editor publishes is seen a minute later at most
PRIVATE = ("/admin/", "/healthz")


class PublicCaching:
    """Reads by nobody in particular may be kept; ConditionalGetMiddleware answers 304 where nothing changed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_read = request.method in ("GET", "HEAD") and response.status_code == 200
        if not is_read or request.path.startswith(PRIVATE) or response.has_header("Cache-Control"):
            return response
        # Whoever has a session may see buttons that others do not.
        if response.cookies or request.COOKIES.get("sessionid"):
            patch_cache_control(response, private=True, no_cache=True)
        else:
            patch_cache_control(
                response, public=True, max_age=0, s_maxage=FRESH, must_revalidate=True
            )
        return response
