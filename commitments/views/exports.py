"""Files that a worker makes: how far one is, and the file."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from commitments.exports import FORMATS, jobs
from commitments.models import Export
from commitments.views.partial import HtmxHttpRequest, render_part

GONE = "This file is not here any more: it was kept for a day. Ask for it again where you found it."


@require_safe
@never_cache
def export(request: HtmxHttpRequest, key: str) -> HttpResponse:
    job = _found(key)
    context = {
        "job": job,
        "format": FORMATS[job.format],
        "is_fresh": jobs.is_fresh(job),
        "until": job.changed_at + jobs.KEPT,
    }
    return render_part(request, "export_detail.html", "includes/export_progress.html", context)


@require_safe
def file(request: HttpRequest, key: str) -> HttpResponseBase:
    job = _found(key)
    opened = jobs.opened(job)
    if opened is None:
        return render(request, "404.html", {"sentence": job.fault or jobs.CHANGED}, status=410)
    return handed_out(job, opened)


def handed_out(job: Export, opened: Any) -> FileResponse:
    return FileResponse(
        opened,
        as_attachment=True,
        filename=job.name,  # it is stored under its key
        content_type=job.media_type,
        headers={"Cache-Control": "no-store"},
    )


def _found(key: str) -> Export:
    job = Export.objects.filter(pk=key).first()
    if job is None:
        raise Http404(GONE)
    return job


def as_download(name: str) -> dict[str, str]:
    """Headers. No cache between keeps a file: what is taken down must be gone at once."""
    named = content_disposition_header(True, name)  # noqa: FBT003  Django's own order
    return {"Content-Disposition": named or "attachment", "Cache-Control": "no-store"}
