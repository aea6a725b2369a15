"""What all views of the API share: the two clocks, pages of a list, and their place in the schema."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions, negotiation, pagination, serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from commitments.api.facts import about
from commitments.api.parameters import KNOWN_AT
from commitments.asking import Asked
from commitments.moments import Moment


class Pages(pagination.LimitOffsetPagination):
    """``limit`` (up to 500) and ``offset``; anything else than numbers is an error."""

    max_limit = 500

    def get_limit(self, request: Request) -> int | None:
        limit = Asked(request.query_params).number("limit", self.default_limit or 0)
        return min(limit or self.default_limit or 0, self.max_limit)

    def get_offset(self, request: Request) -> int:
        return Asked(request.query_params).number("offset", 0)

    def get_paginated_response(self, data: Any) -> Response:
        response = super().get_paginated_response(data)
        response.data = {"about": about(), **response.data}
        return response

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        described: dict[str, Any] = super().get_paginated_response_schema(schema)
        facts = {name: {"type": "string"} for name in about()}
        described["properties"]["about"] = {"type": "object", "properties": facts}
        return described


class Negotiation(negotiation.DefaultContentNegotiation):
    """``?format=`` has the say over the Accept header; an unknown one is not acceptable (406), not missing."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        wanted = request.query_params.get("format")
        if not wanted:
            return super().select_renderer(request, renderers, format_suffix)
        for renderer in renderers:
            if renderer.format == wanted:
                return renderer, renderer.media_type
        raise exceptions.NotAcceptable


class Error(serializers.Serializer[Any]):
    class Facts(serializers.Serializer[Any]):
        code = serializers.CharField(help_text="For programs; it stays.")
        message = serializers.CharField(help_text="For people: one sentence that says what to do.")

        class Meta:
            ref_name = "ErrorFacts"

    error = Facts()


class Schema(AutoSchema):
    """Describes a view by its ``parameters``, and the errors that every view may answer."""

    def get_override_parameters(self) -> list[Any]:
        return [*getattr(self.view, "parameters", ()), KNOWN_AT]

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        error = self._get_response_for_code(Error, "400")  # type: ignore[no-untyped-call]
        return {**bodies, "400": error, **({"404": error} if "{" in self.path else {})}


class PublicView(GenericAPIView[Any]):
    """Reads only what is published, as it was known at ``self.moment``."""

    schema = Schema()
    parameters: ClassVar[Sequence[OpenApiParameter]] = ()
    content_negotiation_class = Negotiation
    pagination_class: Any = Pages
    asked: Asked
    moment: Moment

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.asked = Asked(request.query_params)
        self.moment = self.asked.moment

    def get_serializer_context(self) -> dict[str, Any]:
        origin = self.request.build_absolute_uri("/").rstrip("/") if self.request else ""
        return {**super().get_serializer_context(), "origin": origin}

    def paginate_queryset(self, queryset: Any) -> list[Any] | None:
        page = super().paginate_queryset(queryset)
        return None if page is None else list(self.complete(page))

    def complete(self, page: Sequence[Any]) -> Sequence[Any]:
        """Load, for the rows of one page together, what a row shows besides its own columns."""
        return page

    def of_policy(
        self, rows: QuerySet[Any], owner: str = "organization", policy: str = "policy"
    ) -> Any:
        """Rows of the organization and the policy that are asked for; the names are the paths to them."""
        organization = self.asked.organization()
        of, slug = self.asked.policy()
        for name in filter(None, (organization, of)):
            rows = rows.filter(**{f"{owner}__slug": name})
        return rows.filter(**{f"{policy}__slug": slug}) if slug else rows
