"""What page views read from a request; what is wrong with it becomes an error page with a sentence."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest

from commitments.errors import NotFoundError, TrackerError
from commitments.moments import Moment, moment_of

P = ParamSpec("P")
T = TypeVar("T")


def moment(request: HttpRequest) -> Moment:
    try:
        return moment_of(request.GET.dict())
    except TrackerError as error:
        raise BadRequest(str(error)) from error


def or_404(find: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What ``find`` finds, or a 404 with the sentence of its NotFoundError."""
    try:
        return find(*args, **kwargs)
    except NotFoundError as error:
        raise Http404(str(error)) from error
