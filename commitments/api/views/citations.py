"""How a version, a commitment or a comparison is cited: all styles as JSON, or one as a file."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from commitments.api.base import PublicView
from commitments.api.exporting import File
from commitments.exports.citations import STYLES, Reference, Style, of_edition
from commitments.exports.gathering import Gatherer
from commitments.exports.matters import reference_to
from commitments.exports.orders import Order
from commitments.exports.papers import Subject
from commitments.finding import find_version
from commitments.views.exports import as_download

FORMAT = OpenApiParameter(
    "format",
    str,
    enum=["json", *STYLES],
    description="One of the styles, as a file for a reference manager or a text.",
)


class Citations(serializers.Serializer[Any]):
    credit = serializers.CharField(help_text="One line, beside a quotation or a picture.")
    apa = serializers.CharField()
    chicago = serializers.CharField()
    bibtex = serializers.CharField()
    ris = serializers.CharField()
    csl = serializers.CharField(help_text="CSL-JSON, as text.")


class CitationView(PublicView, ABC):
    """What is cited, in every style; ``format`` names one."""

    pagination_class = None
    serializer_class = Citations
    parameters = (FORMAT,)

    def get_renderers(self) -> list[Any]:
        if "format" not in self.request.GET:
            return super().get_renderers()
        return [JSONRenderer(), *map(File, STYLES.values())]

    def get(self, request: Request, **names: str) -> Response:
        renderer: Any = request.accepted_renderer
        gatherer = Gatherer(request.build_absolute_uri("/"), self.moment.known_at)
        reference = self.reference(gatherer)
        if not isinstance(renderer, File):
            return Response({name: style.write(reference) for name, style in STYLES.items()})
        style: Style = renderer.made
        headers = as_download(f"{reference.key}.{style.suffix}")
        return Response(style.write(reference).encode(), headers=headers)

    @abstractmethod
    def reference(self, gatherer: Gatherer) -> Reference:
        """To what the address names."""


class VersionCitation(CitationView):
    """How a version is cited: as its publisher's work, with the capture that the tracker keeps."""

    def reference(self, gatherer: Gatherer) -> Reference:
        version = find_version(**self.kwargs, moment=self.moment.of_any_day())
        return of_edition(gatherer.edition(version), gatherer.stamp().made_on)


class MatterCitation(CitationView):
    subject: ClassVar[Subject]

    def reference(self, gatherer: Gatherer) -> Reference:
        matter: Any = Order.of(self.subject, self.kwargs, self.request.query_params).find()
        return reference_to(matter, gatherer)


class CommitmentCitation(MatterCitation):
    """How a commitment's life is cited."""

    subject = Subject.COMMITMENT


class ComparisonCitation(MatterCitation):
    """How a comparison of two versions of a policy is cited."""

    subject = Subject.COMPARISON


class AcrossCitation(MatterCitation):
    """How a comparison of two policies' versions is cited."""

    subject = Subject.ACROSS
