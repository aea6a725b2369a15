"""Pages for what went wrong; each says what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    # A missing route carries a dictionary for developers; only our own sentences are for readers.
    sentence = exception.args[0] if exception.args else ""
    sentence = sentence if isinstance(sentence, str) else ""
    return render(request, "404.html", {"sentence": sentence}, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", {"sentence": str(exception)}, status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)
