"""Pictures of a commitment and of a comparison, for links that are shared."""

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from commitments.exports import FORMATS
from commitments.exports.gathering import Gatherer
from commitments.exports.orders import Order
from commitments.exports.papers import Subject
from commitments.views.requests import or_404
from commitments.watermarks import watermark

HOUR = 3600


@require_safe
def commitment(request: HttpRequest, **names: str) -> HttpResponse:
    return _picture(request, Order(Subject.COMMITMENT, names, {}))


@require_safe
def comparison(request: HttpRequest, **names: str) -> HttpResponse:
    return _picture(request, Order(Subject.COMPARISON, names, {}))


def _picture(request: HttpRequest, order: Order) -> HttpResponse:
    """Drawn once for a state of the record, and of today's, since a picture has no clocks."""

    def draw() -> bytes:
        gatherer = Gatherer(request.build_absolute_uri("/"))
        return or_404(order.find).file(FORMATS["png"], gatherer).data

    key = f"card:{watermark().key}:{request.get_host()}{request.path}"
    return HttpResponse(cache.get_or_set(key, draw, HOUR), content_type="image/png")
