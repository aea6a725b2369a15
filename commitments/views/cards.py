"""Pictures of a commitment and of a comparison, for links that are shared."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from commitments.comparing import cached
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

    def drawn() -> dict[str, bytes]:
        gatherer = Gatherer(request.build_absolute_uri("/"))
        return {"png": or_404(order.find).file(FORMATS["png"], gatherer).data}

    # By its names and not by its path, of which there are as many as ways to write a label.
    what = ":".join([request.get_host(), order.subject, *order.names.values()])
    card = cached(f"card:{watermark().key}:{what}", drawn, HOUR)
    return HttpResponse(card["png"], content_type="image/png")
