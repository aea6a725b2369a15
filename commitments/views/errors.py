"""Pages for what went wrong; each says what to do next."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template

FAULT = (
    "The tracker has failed here. The fault has been written down on our side;"
    " nothing you sent was changed. Try again in a minute."
)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    # A missing route carries a dictionary for developers; only our own sentences are for readers.
    sentence = exception.args[0] if exception.args else ""
    sentence = sentence if isinstance(sentence, str) else ""
    return render(request, "404.html", {"sentence": sentence}, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", {"sentence": str(exception)}, status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Depends on nothing that may be what has failed: no database, no static files, no base template."""
    if request.path.startswith("/api/"):
        error = {"code": "server_error", "message": FAULT}
        return JsonResponse({"error": error}, status=500)
    return HttpResponse(get_template("500.html").render({"sentence": FAULT}), status=500)
