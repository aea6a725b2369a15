"""Pages for what went wrong; each says what to do next. What was asked of the API is answered in its form."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template

FAULT = (
    "The tracker has failed here. The fault has been written down on our side;"
    " nothing you sent was changed. Try again in a minute."
)
NOT_UNDERSTOOD = "Check the address and the host name under which this site was asked for."


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    # A missing route carries a dictionary for developers; only our own sentences are for readers.
    sentence = exception.args[0] if exception.args else ""
    sentence = sentence if isinstance(sentence, str) else ""
    return render(request, "404.html", {"sentence": sentence}, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    # What Django finds suspicious (a host name, a header) it words for whoever runs the site, not for readers.
    sentence = str(exception) if isinstance(exception, BadRequest) else NOT_UNDERSTOOD
    if _is_for_api(request):
        return _api_error("bad_request", sentence, 400)
    return render(request, "400.html", {"sentence": sentence}, status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Depends on nothing that may be what has failed: no database, no static files, no base template."""
    if _is_for_api(request):
        return _api_error("server_error", FAULT, 500)
    return HttpResponse(get_template("500.html").render({"sentence": FAULT}), status=500)


def _is_for_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _api_error(code: str, message: str, status: int) -> HttpResponse:
    return JsonResponse({"error": {"code": code, "message": message}}, status=status)
