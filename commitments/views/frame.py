"""Pages about the tracker itself, and what machines ask of a site: robots.txt, the sitemap."""

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from commitments.corrections import corrections as corrections_of
from commitments.dataset.files import shipped
from commitments.models import ChangeOutcome, Commitment, Organization, Policy, PolicyVersion
from commitments.text.wording import RULES
from commitments.views.requests import moment


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "about.html", {"edition": shipped().edition})


@require_safe
def methodology(request: HttpRequest) -> HttpResponse:
    dataset = shipped()
    context = {"outcomes": ChangeOutcome, "rules": RULES, "codebook": dataset.codebook}
    return render(request, "methodology.html", context)


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    at = moment(request).of_any_day()
    found = corrections_of(at.known_at)
    return render(request, "corrections.html", {"moment": at, "corrections": found})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything may be read; what is made on request for people is no use to an index."""
    sitemap = request.build_absolute_uri(reverse("sitemap"))
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /exports/",
        "Disallow: /*?*format=",
        f"Sitemap: {sitemap}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain")


class _Pages(Sitemap):  # type: ignore[type-arg]  # generic in its stubs only
    limit = 5_000

    def get_protocol(self, protocol: str | None = None) -> str:
        return protocol or "https"


class _Fixed(_Pages):
    def items(self) -> list[str]:
        return ["home", "organization-list", "change-list", "matrix", "calendar", "source-list",
                "methodology", "about", "corrections"]  # fmt: skip

    def location(self, item: str) -> str:
        return reverse(item)


class _Organizations(_Pages):
    def items(self) -> Any:
        return Organization.objects.published()


class _Policies(_Pages):
    def items(self) -> Any:
        return Policy.objects.published().order_by("pk")


class _Versions(_Pages):
    def items(self) -> Any:
        return PolicyVersion.objects.published().with_policy()

    def lastmod(self, item: Any) -> Any:
        return item.record.recorded_at


class _Commitments(_Pages):
    def items(self) -> Any:
        return Commitment.objects.published().with_policy().order_by("pk")


SITEMAPS = {
    "pages": _Fixed,
    "organizations": _Organizations,
    "policies": _Policies,
    "versions": _Versions,
    "commitments": _Commitments,
}
