"""Pages about the tracker itself, and what robots may read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from commitments.corrections import corrections as corrections_of
from commitments.dataset.files import shipped
from commitments.models import ChangeOutcome
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
