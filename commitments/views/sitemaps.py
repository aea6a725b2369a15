"""Which addresses there are, for search engines: an index of parts, each of a length that stays.

Told from memory: a part of a long record costs as little as one of a short one.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from commitments.frames import Frame, frame
from commitments.moments import Moment

FIXED = ["home", "organization-list", "change-list", "matrix", "calendar", "source-list",
         "methodology", "about", "corrections"]  # fmt: skip


class _Page(NamedTuple):
    name: str
    args: tuple[str, ...] = ()
    changed_at: datetime | None = None


class _Part(Sitemap):  # type: ignore[type-arg]  # generic in its stubs only
    limit = 75

    def __init__(self, pages: Iterable[_Page]) -> None:
        self._pages = list(pages)

    def items(self) -> list[_Page]:
        return self._pages

    def location(self, item: _Page) -> str:
        return reverse(item.name, args=item.args)

    def lastmod(self, item: _Page) -> datetime | None:
        return item.changed_at


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return views.index(request, _parts(frame(Moment())), sitemap_url_name="sitemap-part")


@require_safe
def part(request: HttpRequest, section: str) -> HttpResponse:
    """``?p=`` names a page of it."""
    return views.sitemap(request, _parts(frame(Moment())), section)


def _parts(found: Frame) -> dict[str, Any]:
    """By name, each made when it is asked for."""
    names = [tuple(name.split("/")) for name in found.names]
    versions, commitments = found.versions.values(), found.commitments.values()
    return {
        "pages": lambda: _Part(map(_Page, FIXED)),
        "organizations": lambda: _Part(
            _Page("organization-detail", name) for name in names if len(name) == 1
        ),
        "policies": lambda: _Part(_Page("policy-detail", name) for name in names if len(name) > 1),
        "versions": lambda: _Part(
            _Page("version-detail", (*one.policy.split("/"), one.slug), one.recorded_at)
            for one in versions
        ),
        "commitments": lambda: _Part(
            _Page("commitment-detail", (one.organization, one.slug)) for one in commitments
        ),
    }
