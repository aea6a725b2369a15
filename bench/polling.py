"""What an unchanged poll costs, and whether it costs more when many sources are watched.

Runs as a scratch tracker against a real web server: ``python -m bench.polling`` prints what it found as JSON.
"""

import json
import sys
from datetime import timedelta

from bench import scratch
from bench.figures import Figure, Unit
from bench.publisher import NETWORK, Publisher, hosts
from bench.timing import once

_FEW, _MANY = 100, 10_000
_PAST = 10  # earlier tries of every source in the ledger
_POLLED = 40  # sources that are really polled
_ROUNDS = 5  # so often each of them
_CLAIMS = 100
_CLAIMED = 20  # sources that are due at a time
_GROWTH = 1.2  # more than noise makes of a cost that does not grow
_ENVIRONMENT = {"FETCH_ALLOWED_NETWORKS": NETWORK, "FETCH_HOST_SECONDS": "0"}


def figures() -> list[Figure]:
    """An unchanged poll by requests, statements and time, and the claim of due sources.

    The least of the times: whatever else the machine does can only add to it.
    """
    found = scratch.run("bench.polling", **_ENVIRONMENT)
    few, many = found["few"], found["many"]
    return [
        Figure("unchanged poll: conditional requests", many["requests"], Unit.COUNT, 1, at_most=True),
        Figure("unchanged poll: queries", many["queries"], Unit.COUNT, 2, at_most=True),
        Figure("unchanged poll: writes beside the attempt", many["writes"], Unit.COUNT, 0,
               at_most=True),
        _growth("unchanged poll", few["poll"], many["poll"]),
        _growth(f"claim of {_CLAIMED} due sources", few["claim"], many["claim"]),
    ]  # fmt: skip


def _growth(what: str, few: float, many: float) -> Figure:
    return Figure(
        f"{what}: time among {_MANY:,} sources against {_FEW}",
        many / few,
        Unit.TIMES,
        _GROWTH,
        at_most=True,
        note=f"{1000 * few:.1f} ms and {1000 * many:.1f} ms",
    )


# --- in a process of its own ----------------------------------------------------------------------------------


def main() -> int:
    scratch.prepare()
    publisher = Publisher("text/plain")
    try:
        polled = _captured(publisher)
        answer = {"few": _measured(publisher, polled, _FEW)}
        answer["many"] = _measured(publisher, polled, _MANY)
    finally:
        publisher.stop()
    sys.stdout.write(f"{json.dumps(answer)}\n")
    return 0


def _captured(publisher: Publisher) -> list[int]:
    """Ids of sources whose document the tracker has."""
    from commitments import capture

    found = []
    for place in hosts(_POLLED):
        publisher.documents[place] = b"We will test every model before it is released."
        source = scratch.source(place.replace(".", "-"), publisher.url(place))
        capture.fetch_source(source.pk)
        found.append(source.pk)
    return found


def _measured(publisher: Publisher, polled: list[int], number: int) -> dict[str, float]:
    from commitments import capture

    _fill_up(number)
    costs = _statements(publisher, polled[0])
    polls = [once(lambda pk=pk: capture.fetch_source(pk)) for pk in polled * _ROUNDS]  # type: ignore[misc]
    claims = [_claim() for _ in range(_CLAIMS)]
    return {**costs, "poll": min(polls), "claim": min(claims)}


def _fill_up(number: int) -> None:
    """So many sources in all, none of them due, with a ledger of many tries each."""
    from django.db import connection
    from django.utils import timezone

    from commitments.models import Policy, Source, Watch

    later = timezone.now() + timedelta(days=1)
    first = Policy.objects.get(slug=hosts(1)[0].replace(".", "-"))
    more = range(Source.objects.count(), number)
    policies = Policy.objects.bulk_create(
        Policy(organization=first.organization, slug=f"policy-{n}") for n in more
    )
    sources = Source.objects.bulk_create(
        Source(policy=policy, kind="document", url=f"https://bench.example/{policy.slug}")
        for policy in policies
    )
    Watch.objects.bulk_create(Watch(source=source) for source in sources)
    Source.objects.update(next_fetch_at=later)
    with connection.cursor() as cursor:
        # Else each try would be held against all sources in turn: so it was planned when there were few.
        cursor.execute("ANALYZE commitments_source")
        cursor.execute(
            "INSERT INTO commitments_fetchattempt"
            " (source_id, started_at, duration, outcome, http_status, error_code, error)"
            " SELECT id, now() - make_interval(days => day), interval '0.1 s', 'unchanged', 304, '', ''"
            " FROM commitments_source CROSS JOIN generate_series(1, %s) AS day WHERE id >= %s",
            [_PAST, sources[0].pk],
        )
        cursor.execute("VACUUM ANALYZE")


def _statements(publisher: Publisher, source_id: int) -> dict[str, int]:
    """The requests and the SQL of one poll that finds nothing new."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from commitments import capture

    asked = publisher.asked
    with CaptureQueriesContext(connection) as queries:
        attempt = capture.fetch_source(source_id)
    if attempt is None or (attempt.outcome, attempt.http_status) != ("unchanged", 304):
        raise SystemExit(f"The poll was no unchanged one: {attempt}.")
    words = [query["sql"].split() for query in queries.captured_queries]
    writes = [word for word in words if word[0] in ("INSERT", "UPDATE", "DELETE")]
    return {
        "requests": publisher.asked - asked,
        "queries": len(words),
        "writes": sum("fetchattempt" not in word[2] for word in writes),
    }


def _claim() -> float:
    """Seconds that a claim takes when some of the sources are due."""
    from django.utils import timezone

    from commitments import capture
    from commitments.models import Source

    due = Source.objects.order_by("-pk").values("pk")[:_CLAIMED]
    Source.objects.filter(pk__in=due).update(next_fetch_at=timezone.now())
    claimed: list[int] = []
    seconds = once(lambda: claimed.extend(capture.claim_due_sources(_CLAIMED)))
    if len(claimed) != _CLAIMED:
        raise SystemExit(f"{len(claimed)} sources were claimed instead of {_CLAIMED}.")
    return seconds


if __name__ == "__main__":
    sys.exit(main())
