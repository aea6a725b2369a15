"""``?format=docx`` and its like: the same answer as a file to hand on."""

from typing import Any, ClassVar

from django.utils.http import content_disposition_header
from drf_spectacular.utils import OpenApiParameter
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.response import Response

from commitments.api.base import PublicView
from commitments.exports import FORMATS, Format, formats_of
from commitments.exports.gathering import Gatherer
from commitments.exports.orders import Order
from commitments.exports.papers import Subject

FORMAT = OpenApiParameter(
    "format",
    str,
    enum=["json", *FORMATS],
    description="As a file to hand on; by this parameter only, so that a browser's Accept header picks none."
    " A file of a list holds all of it, not a page.",
)


class File(BaseRenderer):
    """Hands on the bytes that a format has made."""

    render_style = "binary"

    def __init__(self, made: Format) -> None:
        self.made = made
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
        return renderer.made if isinstance(renderer, File) else None

    def handed_on(self) -> Response | None:
        """The file that is asked for; None for JSON."""
        made = self.made
        if made is None:
            return None
        file = self.order.find().file(made, self.gatherer)
        named = content_disposition_header(True, file.name)  # noqa: FBT003  Django's own order
        # No cache between keeps a file: what is taken down must be gone at once.
        headers = {"Content-Disposition": named or "attachment", "Cache-Control": "no-store"}
        return Response(file.data, headers=headers)

    @property
    def order(self) -> Order:
        return Order.of(self.subject, self.kwargs, self.request.query_params)

    @property
    def gatherer(self) -> Gatherer:
        return Gatherer(self.request.build_absolute_uri("/"), self.moment.known_at)
