"""What page views read from a request; what is wrong with it becomes an error page with a sentence."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest

from commitments.asking import Asked
from commitments.errors import NotFoundError, TrackerError
from commitments.moments import Moment, moment_of

CLOCKS = ("as_of", "known_at")

P = ParamSpec("P")
T = TypeVar("T")


def asked(request: HttpRequest) -> Asked:
    return or_400(Asked, request.GET.dict())


def moment(request: HttpRequest) -> Moment:
    question = asked(request)
    return or_400(lambda: question.moment)


def clocks(request: HttpRequest) -> str:
    """The two clocks as they were asked for, to be carried to another address: ``?known_at=...`` or empty."""
    given = {name: request.GET[name] for name in CLOCKS if request.GET.get(name)}
    return f"?{urlencode(given)}" if given else ""


def carried(request: HttpRequest) -> dict[str, str]:
    """For every template: ``{{ address }}{{ clocks }}`` leads to another page with the clocks of this one.

    An address with a query of its own takes ``clocks_more`` (``&as_of=...``) instead; a fragment stands
    behind the clocks.
    """
    try:
        moment_of(request.GET)
    except TrackerError:  # its own page says so; links from there must not lead to it again
        return {"clocks": "", "clocks_more": ""}
    given = clocks(request)
    return {"clocks": given, "clocks_more": given.replace("?", "&", 1)}


def or_400(read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What ``read`` makes of the query string, or a 400 with the sentence of its error."""
    try:
        return read(*args, **kwargs)
    except TrackerError as error:
        raise BadRequest(str(error)) from error


def or_404(find: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What ``find`` finds, or a 404 with the sentence of its NotFoundError."""
    try:
        return find(*args, **kwargs)
    except NotFoundError as error:
        raise Http404(str(error)) from error
