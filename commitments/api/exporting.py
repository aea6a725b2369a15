"""``?format=docx`` and its like: the same answer as a file to hand on."""

from typing import Any, ClassVar
from urllib.parse import urlencode

import redis
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from kombu.exceptions import OperationalError
from rest_framework import exceptions
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle

from commitments import tasks
from commitments.api.base import PublicView
from commitments.api.errors import Refused
from commitments.errors import ConflictError
from commitments.exports import FORMATS, Format, formats_of, jobs
from commitments.exports.citations import Style
from commitments.exports.gathering import Gatherer
from commitments.exports.matters import Matter
from commitments.exports.orders import Order
from commitments.exports.papers import Subject
from commitments.models import Export
from commitments.views.exports import as_download, handed_out

FORMAT = OpenApiParameter(
    "format",
    str,
    enum=["json", *FORMATS],
    description="As a file to hand on; by this parameter only, so that a browser's Accept header picks none."
    " A file of a list holds all of it, not a page.",
)


TOO_LARGE = (
    "Send this address as POST to have the file made, and ask for it again; it takes a while."
)
BEING_MADE = "It is being made: {} of {} parts are done. Ask again in a few seconds."
NO_QUEUE = "Redis, which hands out the work, does not answer. Try again in a minute."


class File(BaseRenderer):
    """Hands on the bytes that a format, or a style of citation, has made."""

    render_style = "binary"

    def __init__(self, made: Format | Style) -> None:
        self.made: Any = made
        self.format = made.name
        self.media_type, _, charset = made.media_type.partition("; charset=")
        self.charset = charset or None

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        return bytes(data)


class ExportedView(PublicView):
    """A view whose answer is also to be had as a file; it asks for ``handed_on`` first."""

    subject: ClassVar[Subject]

    def get_renderers(self) -> list[Any]:
        if "format" not in self.request.GET:
            return super().get_renderers()
        return [JSONRenderer(), *(File(made) for made in formats_of(self.subject))]

    @property
    def made(self) -> Format | None:
        """The format that is asked for; None for JSON."""
        renderer: Any = self.request.accepted_renderer
        made: Format | None = renderer.made if isinstance(renderer, File) else None
        return made

    def handed_on(self) -> HttpResponseBase | None:
        """The file that is asked for; None for JSON. A large one is here if a worker has made it."""
        made = self.made
        if made is None:
            return None
        matter = self.order.find()
        if matter.is_large(made):
            return self._made_before(made)
        file = matter.file(made, self.gatherer)
        return Response(file.data, headers=as_download(file.name))

    def _made_before(self, made: Format) -> HttpResponseBase:
        job = jobs.find(self.order, made, self.gatherer.origin)
        if job is None:
            raise Refused(409, "too_large", TOO_LARGE)
        if job.is_open:
            raise Refused(409, "being_made", BEING_MADE.format(job.done, job.parts), wait=5)
        file = jobs.opened(job)
        if file is None:
            raise Refused(409, "not_made", f"{job.fault or jobs.INTERRUPTED} {TOO_LARGE}")
        return handed_out(job, file)

    @extend_schema(
        summary="Have a large file made",
        description="Only what takes long is made by a worker; the same address answers with it when it is"
        " there, 409 until then. What is small is answered at once.",
        request=None,
        responses={202: OpenApiTypes.OBJECT, 303: None},
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.made is None:
            raise exceptions.MethodNotAllowed("POST")  # only files are made
        matter = self.order.find()
        if not matter.is_large(self.made):
            return HttpResponse(status=303, headers={"Location": request.get_full_path()})
        job = self._ask(self.made, matter)
        page = reverse("export", args=[job.key])
        if _wants_html(request):
            return HttpResponse(status=303, headers={"Location": page})
        told = {"state": job.state, "done": job.done, "parts": job.parts}
        told["page"] = request.build_absolute_uri(page)
        return JsonResponse(told, status=202, headers={"Location": request.get_full_path()})

    def _ask(self, made: Format, matter: Matter) -> Export:
        query = urlencode({**self.order.asked, "format": made.name})
        address = f"{self.request.path}?{query}"
        try:
            job, is_new = jobs.ask(
                self.order, made, matter, gatherer=self.gatherer, address=address
            )
        except ConflictError as error:
            raise Refused(503, error.code, str(error), wait=60) from error
        if is_new:
            _hand_over(job)
        return job

    def get_throttles(self) -> list[Any]:
        return [Asking()] if self.request.method == "POST" else []

    def handle_exception(self, exc: Exception) -> Any:
        """Whoever pressed a button gets a page."""
        response: Any = super().handle_exception(exc)
        if self.request.method != "POST" or not _wants_html(self.request):
            return response
        sentence = response.data["error"]["message"]
        told = {"sentence": sentence}
        page = render(self.request, "export_refused.html", told, status=response.status_code)
        if wait := response.get("Retry-After"):
            page["Retry-After"] = wait
        return page

    @property
    def order(self) -> Order:
        return Order.of(self.subject, self.kwargs, self.request.query_params)

    @property
    def gatherer(self) -> Gatherer:
        return Gatherer(self.request.build_absolute_uri("/"), self.moment.known_at)


def _wants_html(request: Any) -> bool:
    return "text/html" in request.headers.get("Accept", "")


def _hand_over(job: Export) -> None:
    try:
        tasks.make_export.delay(job.key)
    except OperationalError as error:
        jobs.fail(job.key, NO_QUEUE)
        raise Refused(503, "no_queue", NO_QUEUE, wait=60) from error


class Asking(AnonRateThrottle):
    """How often one address may ask for large files; without Redis nobody counts."""

    rate = "30/hour"

    def allow_request(self, request: Any, view: Any) -> bool:
        try:
            return bool(super().allow_request(request, view))
        except redis.RedisError:
            return True
