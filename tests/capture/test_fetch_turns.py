"""Turns at hosts: one visit at a time and a rest between, over all workers. A real Redis, and a false clock."""

import threading
import time
from itertools import pairwise

import pytest

from commitments import fetching
from commitments.errors import FetchError
from commitments.fetching import turns
from commitments.fetching.turns import Turns

HOST = "policy.example"


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock(settings, monkeypatch) -> Clock:
    settings.FETCH_HOST_SECONDS = 2.0
    clock = Clock()
    monkeypatch.setattr(turns, "_redis_time", clock)
    monkeypatch.setattr(turns.time, "sleep", clock.sleep)
    return clock


def worker(clock: Clock) -> Turns:
    return Turns(clock=clock, sleep=clock.sleep)


def visit(clock: Clock, host: str = HOST) -> None:
    with worker(clock) as mine:
        mine.take(host)


def refused(clock: Clock, host: str = HOST) -> FetchError:
    with pytest.raises(FetchError) as caught:
        visit(clock, host)
    return caught.value


def test_a_first_visit_waits_for_nobody(clock):
    visit(clock)
    assert clock.slept == []


def test_the_next_visit_waits_for_the_rest_of_the_rest(clock):
    visit(clock)
    clock.now += 0.5
    visit(clock)
    assert clock.slept == [1.5]


def test_the_rest_begins_when_the_visit_ends(clock):
    with worker(clock) as mine:
        mine.take(HOST)
        clock.now += 60
    visit(clock)
    assert clock.slept == [2.0]


def test_another_host_is_not_kept_waiting(clock):
    visit(clock)
    visit(clock, "other.example")
    assert clock.slept == []


def test_two_are_never_there_at_once(clock):
    with worker(clock) as mine:
        mine.take(HOST)
        error = refused(clock)
    assert (error.code, error.permanent) == ("host_busy", False)
    assert sum(clock.slept) <= 5


def test_who_waits_gets_the_turn_when_it_is_given_back(clock, monkeypatch):
    mine = worker(clock)
    mine.take(HOST)

    def sleep(seconds: float) -> None:
        Clock.sleep(clock, seconds)
        if clock.now - 1_700_000_000.0 > 1:
            mine.__exit__()

    with Turns(clock=clock, sleep=sleep) as other:
        other.take(HOST)
    assert 3 <= sum(clock.slept) <= 4  # a second of visit, two of rest


def test_a_rest_asked_for_by_the_publisher_is_kept(clock):
    with worker(clock) as mine:
        mine.take(HOST)
        mine.space(HOST, 30.0)
    error = refused(clock)
    assert 29 < error.retry_after <= 30
    clock.now += error.retry_after
    visit(clock)


def test_a_publisher_cannot_ask_for_less_than_our_own_rest(clock):
    with worker(clock) as mine:
        mine.take(HOST)
        mine.space(HOST, 0.1)
    visit(clock)
    assert clock.slept == [2.0]


def test_all_who_are_sent_away_come_back_at_different_times(clock):
    with worker(clock) as mine:
        mine.take(HOST)
        mine.postpone(HOST, 100)
    times = [clock.now + refused(clock).retry_after for _ in range(5)]
    assert [round(later - sooner) for sooner, later in pairwise(times)] == [2] * 4
    assert times[0] >= clock.now + 100 - 1


def test_the_turn_of_a_worker_that_was_killed_lapses(clock, settings):
    worker(clock).take(HOST)  # and never heard of again
    assert refused(clock).code == "host_busy"
    clock.now += settings.FETCH_TOTAL_SECONDS + turns.LEASE_MARGIN
    visit(clock)


def test_a_turn_that_redis_could_not_take_back_is_given_back_when_it_is_there_again(
    clock, settings, tmp_path, monkeypatch
):
    mine = worker(clock)
    mine.take(HOST)
    with monkeypatch.context() as outage:
        outage.setattr(turns, "_redis", lambda: turns._connected(f"unix://{tmp_path}/none.sock"))
        mine.__exit__()
        assert refused(clock, "another.example").code == "pacing_down"
    visit(clock, "another.example")
    visit(clock)
    assert sum(clock.slept) <= settings.FETCH_HOST_SECONDS


def test_a_worker_that_was_too_slow_does_not_give_back_anothers_turn(clock, settings):
    slow, quick = worker(clock), worker(clock)
    slow.take(HOST)
    clock.now += settings.FETCH_TOTAL_SECONDS + turns.LEASE_MARGIN
    quick.take(HOST)
    slow.__exit__()
    assert refused(clock).code == "host_busy"


def test_a_second_request_within_a_visit_rests_too(clock):
    with worker(clock) as mine:
        mine.take(HOST)
        mine.take(HOST)
    assert clock.slept == [2.0]


def test_the_turn_is_given_back_when_the_visit_fails(clock):
    with pytest.raises(ZeroDivisionError), worker(clock) as mine:
        mine.take(HOST)
        raise ZeroDivisionError
    visit(clock)


def test_robots_document_and_redirect_are_one_visit_with_rests(site, page, clock):
    site.pages["/old"] = page(status=301, headers={"Location": "/new"})
    site.pages["/new"] = page(b"here")
    assert fetching.fetch(site.url("/old")).body == b"here"
    assert clock.slept == [2.0, 2.0]


@pytest.mark.parametrize(
    ("status", "value", "seconds"),
    [
        (429, "120", 120),
        (503, "3600", 3600),
        (429, "99999999", 86_400),
        (503, "Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
        (503, "Mon, 01 Jan 2001 00:00:00 GMT", 0),
        (429, "soon", None),
        (429, "", None),
        (500, "120", None),
        (404, "120", None),
    ],
)
def test_a_server_that_asks_to_wait_is_heard(site, page, status, value, seconds):
    site.pages["/a"] = page(status=status, headers={"Retry-After": value})
    with pytest.raises(FetchError) as caught:
        fetching.fetch(site.url("/a"))
    assert caught.value.retry_after == seconds
    assert caught.value.permanent == (status == 404)


def test_nobody_visits_a_host_that_asked_to_wait(site, page, clock):
    site.pages["/a"] = page(status=429, headers={"Retry-After": "600"})
    site.pages["/b"] = page(b"x")
    with pytest.raises(FetchError):
        fetching.fetch(site.url("/a"))
    with pytest.raises(FetchError) as caught:
        fetching.fetch(site.url("/b"))
    assert caught.value.code == "host_busy"
    assert 598 <= caught.value.retry_after <= 600
    assert [path for path, _ in site.requests] == ["/a"]
    clock.now += caught.value.retry_after
    assert fetching.fetch(site.url("/b")).body == b"x"


def test_without_redis_nobody_goes(site, page, settings, tmp_path):
    site.pages["/a"] = page(b"x")
    place = {**settings.CACHES["default"], "LOCATION": f"unix://{tmp_path}/gone.sock"}
    settings.CACHES = {"default": place}
    with pytest.raises(FetchError) as caught:
        fetching.fetch(site.url("/a"))
    assert (caught.value.code, caught.value.permanent) == ("pacing_down", False)
    assert site.requests == []


def test_redis_tells_the_time():
    assert turns._redis_time() == pytest.approx(time.time(), abs=60)


def test_many_workers_at_once_go_one_after_the_other(settings, monkeypatch):
    """With the true clock, in threads: half a second."""
    settings.FETCH_HOST_SECONDS = 0.05
    monkeypatch.setattr(turns, "LOOK_AGAIN", 0.01)
    visits: list[tuple[float, float]] = []

    def work() -> None:
        with Turns() as mine:
            mine.take(HOST)
            began = time.monotonic()
            time.sleep(0.01)  # the visit
            visits.append((began, time.monotonic()))

    workers = [threading.Thread(target=work) for _ in range(6)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert len(visits) == 6
    assert all(later[0] - sooner[1] > 0.04 for sooner, later in pairwise(sorted(visits)))
