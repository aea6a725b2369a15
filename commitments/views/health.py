"""Is the tracker able to serve? For supervisors and monitors."""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 with each part "ok", or 503 with the part that is not; three cheap look-ups."""
    parts = {"database": _database(), "broker": _broker()}
    is_well = all(state == "ok" for state in parts.values())
    return JsonResponse(
        {"status": "ok" if is_well else "failing", **parts}, status=200 if is_well else 503
    )


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _broker() -> str:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2)
    try:
        client.ping()
    except redis.RedisError:
        return "unreachable"
    finally:
        client.close()
    return "ok"
