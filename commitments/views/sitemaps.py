"""Which addresses there are, for search engines: an index of parts, each of a length that stays.

Told from memory: a part of a long record costs as little as one of a short one.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap, views
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from commitments.frames import Frame, VersionFacts, frame
from commitments.moments import Moment

FIXED = ["home", "organization-list", "change-list", "matrix", "calendar", "source-list",
         "methodology", "about", "corrections"]  # fmt: skip


class _Part(Sitemap):  # type: ignore[type-arg]  # generic in its stubs only
    """Pages of one kind: what each is about, and the names that stand in its address."""

    limit = 75

    def __init__(self, kind: str, about: Iterable[Any], names: Callable[[Any], Iterable[str]]):
        self._kind, self._about, self._names = kind, list(about), names

    def items(self) -> list[Any]:
        return self._about

    def location(self, item: Any) -> str:
        return reverse(self._kind, args=[*self._names(item)])

    def lastmod(self, item: Any) -> datetime | None:
        return item.recorded_at if isinstance(item, VersionFacts) else None


class _Fixed(Sitemap):  # type: ignore[type-arg]
    def items(self) -> list[str]:
        return FIXED

    def location(self, item: str) -> str:
        return reverse(item)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return views.index(request, _parts(frame(Moment())), sitemap_url_name="sitemap-part")


@require_safe
def part(request: HttpRequest, section: str) -> HttpResponse:
    """``?p=`` names a page of it."""
    return views.sitemap(request, _parts(frame(Moment())), section)


def _parts(found: Frame) -> dict[str, Any]:
    """By name, each made when it is asked for."""
    organizations = [name for name in found.names if "/" not in name]
    policies = [name for name in found.names if "/" in name]
    versions, commitments = found.versions.values(), found.commitments.values()
    return {
        "pages": _Fixed,
        "organizations": lambda: _Part("organization-detail", organizations, lambda one: [one]),
        "policies": lambda: _Part("policy-detail", policies, lambda one: one.split("/")),
        "versions": lambda: _Part(
            "version-detail", versions, lambda one: [*one.policy.split("/"), one.slug]
        ),
        "commitments": lambda: _Part(
            "commitment-detail", commitments, lambda one: [one.organization, one.slug]
        ),
    }
