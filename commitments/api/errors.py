"""Every error of the API in one shape: ``{"error": {"code", "message"}}``; the message is for a person."""

from math import ceil
from typing import Any

from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import set_rollback

from commitments.errors import NotFoundError, TrackerError


class Refused(exceptions.APIException):
    """What is asked cannot be answered now; ``wait``: seconds after which it may be."""

    def __init__(self, status: int, code: str, message: str, *, wait: float | None = None) -> None:
        super().__init__(message)
        self.status_code, self.default_code, self.wait = status, code, wait


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """What DRF calls for an exception in a view; None for a fault of ours, which then crashes."""
    request: Request = context["request"]
    if isinstance(error, TrackerError):
        is_missing = isinstance(error, NotFoundError)
        code = status.HTTP_404_NOT_FOUND if is_missing else status.HTTP_400_BAD_REQUEST
        return _answer(request, code, error.code, str(error))
    if isinstance(error, Http404):
        message = f"There is nothing at {request.path}; /api/v1/ lists what there is."
        return _answer(request, status.HTTP_404_NOT_FOUND, "not_found", message)
    if isinstance(error, exceptions.APIException):
        message = _sentence(error, request, context["view"])
        answer = _answer(request, error.status_code, str(error.default_code), message)
        if wait := getattr(error, "wait", None):
            answer["Retry-After"] = str(ceil(wait))
        return answer
    return None


def _sentence(error: exceptions.APIException, request: Request, view: Any) -> str:
    if isinstance(error, exceptions.MethodNotAllowed):
        return f"{request.method} is not possible: this API is read only; use GET."
    if isinstance(error, exceptions.Throttled):
        return "This address has asked for many files within the hour. Try again later."
    if isinstance(error, exceptions.NotAcceptable) and "format" in request.query_params:
        served = ", ".join(dict.fromkeys(renderer.format for renderer in view.get_renderers()))
        return (
            f"There is no format {request.query_params['format'][:40]!r} here; there are: {served}."
        )
    if isinstance(error, exceptions.NotAcceptable):
        served = " or ".join(renderer.media_type for renderer in view.renderer_classes)
        return f"This address serves {served} only; ask for that in the Accept header, or for */*."
    return str(error.detail)


def _answer(request: Request, code: int, name: str, message: str) -> Response:
    set_rollback()
    # Whatever the caller wanted to read, an error is JSON.
    request.accepted_renderer = JSONRenderer()
    request.accepted_media_type = JSONRenderer.media_type
    return Response({"error": {"code": name, "message": message}}, status=code)
