"""The entrance: what there is, the schema, and the answer for every other address under /api/."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from commitments.api.base import Negotiation, PublicView
from commitments.errors import NotFoundError

LISTS = {
    "organizations": "api:organization-list",
    "policies": "api:policy-list",
    "commitments": "api:commitment-list",
    "changes": "api:change-list",
    "sources": "api:source-list",
    "search": "api:search",
}
# Under a policy's own address.
OF_A_POLICY = {
    "versions": "versions/",
    "version": "versions/{label}/",
    "clauses": "versions/{label}/clauses/",
    "citation": "versions/{label}/citation/",
    "comparison": "compare/{old}...{new}/",
}


class Index(PublicView):
    """The endpoints, as addresses; those in braces are to be filled in."""

    pagination_class = None

    @extend_schema(responses=OpenApiTypes.OBJECT, operation_id="index")
    def get(self, request: Request) -> Response:
        lists = {name: request.build_absolute_uri(reverse(to)) for name, to in LISTS.items()}
        policy = f"{lists['policies']}{{organization}}/{{policy}}/"
        return Response(
            {
                **lists,
                "organization": f"{lists['organizations']}{{organization}}/",
                "policy": policy,
                **{name: f"{policy}{rest}" for name, rest in OF_A_POLICY.items()},
                "commitment": f"{lists['commitments']}{{organization}}/{{commitment}}/",
                "snapshot": request.build_absolute_uri(reverse("api:index") + "snapshots/{id}/"),
                "schema": request.build_absolute_uri(reverse("api:schema")),
                "docs": request.build_absolute_uri(reverse("api:docs")),
            }
        )


class SchemaView(SpectacularAPIView):
    """The OpenAPI description of this API; JSON unless YAML is asked for."""

    content_negotiation_class = Negotiation
    renderer_classes = [
        OpenApiJsonRenderer2,  # application/json
        OpenApiJsonRenderer,
        OpenApiYamlRenderer2,
        OpenApiYamlRenderer,
    ]


class Docs(SpectacularSwaggerSplitView):
    """Swagger UI from the package's own files. Its page is ours: the shipped one holds an inline style."""

    url_name = "api:schema"

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse | Response:
        answer: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
        return answer if "script" in request.GET else HttpResponse(_page(answer.data))


PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API: {title}</title>
<link rel="icon" href="{favicon_href}">
<link rel="stylesheet" href="{swagger_ui_css}">
</head>
<body>
<noscript>This page needs JavaScript; what it shows is <a href="{schema}">this document</a>.</noscript>
<div id="swagger-ui"></div>
<script src="{swagger_ui_bundle}"></script>
<script src="{swagger_ui_standalone}"></script>
<script src="{script_url}"></script>
</body>
</html>
"""


def _page(data: dict[str, Any]) -> str:
    return format_html(PAGE, schema=reverse("api:schema"), **data)


class NotThere(PublicView):
    """Any other address. One that lacks only its last slash is sent on, as Django does elsewhere."""

    schema = None  # type: ignore[assignment]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method in ("GET", "HEAD") and _is_known(f"{request.path_info}/"):
            return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        message = f"There is nothing at {request.path}; {reverse('api:index')} lists what there is."
        raise NotFoundError("not_found", message)


def _is_known(path: str) -> bool:
    try:
        return resolve(path).view_name != "api:not-there"
    except Resolver404:
        return False
