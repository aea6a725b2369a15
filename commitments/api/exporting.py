"""``?format=docx`` and its like: the same answer as a file to hand on."""

from typing import Any, ClassVar

from django.utils.http import content_disposition_header
from drf_spectacular.utils import OpenApiParameter
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.response import Response

from commitments.api.base import PublicView
from commitments.exports import FORMATS, Format, file_name, formats_of
from commitments.exports.gathering import Gatherer
from commitments.exports.papers import Paper, Subject

FORMAT = OpenApiParameter(
    "format",
    str,
    enum=["json", *FORMATS],
    description="As a file to hand on; by this parameter only, so that a browser's Accept header picks none.",
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
    """A view whose answer is also a paper; it asks ``made`` first."""

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

    @property
    def gatherer(self) -> Gatherer:
        origin = self.request.build_absolute_uri("/")
        return Gatherer(origin, self.moment.known_at)

    def file(self, made: Format, paper: Paper) -> Response:
        named = content_disposition_header(True, file_name(paper, made))  # noqa: FBT003  Django's own order
        return Response(made.render(paper), headers={"Content-Disposition": named or "attachment"})
