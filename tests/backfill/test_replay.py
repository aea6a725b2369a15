"""capture.replay: archived sightings become the same drafts, whatever the order in which they came."""

import random
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from commitments import capture, review
from commitments.backfill.running import run
from commitments.models import (
    Event,
    FetchAttempt,
    Policy,
    PolicyVersion,
    ProposedChange,
    Snapshot,
    Source,
    Ticket,
    VersionText,
    Watch,
)
from tests.backfill.builders import START, WORDS, drafts, proposals, seen
from tests.sites import Page


def test_each_text_becomes_a_draft_dated_by_its_capture(backfilled):
    assert backfilled("ABC") == [
        ("captured 2024-01-01", "A"),
        ("captured 2024-01-11", "B"),
        ("captured 2024-01-21", "C"),
    ]


def test_the_archives_time_and_ours_are_two_times(backfilled):
    backfilled("A")
    snapshot = Snapshot.objects.get()
    assert snapshot.fetched_at == START
    assert snapshot.recorded_at > timezone.now() - timedelta(minutes=5)
    assert snapshot.method == "archive"


def test_the_same_text_twice_in_a_row_makes_nothing(backfilled):
    assert backfilled("AABBBA") == [
        ("captured 2024-01-01", "A"),
        ("captured 2024-01-21", "B"),
        ("captured 2024-02-20", "A"),
    ]


def test_neighbours_are_compared_and_nobody_else(backfilled):
    backfilled("ABD")
    assert proposals() == [
        ("captured 2024-01-01", "captured 2024-01-11", "We aim to publish the results."),
        ("captured 2024-01-11", "captured 2024-01-21", "We may publish the results."),
        (
            "captured 2024-01-11",
            "captured 2024-01-21",
            "We will test the largest models before release.",
        ),
    ]


def test_several_on_one_day_are_numbered_by_the_clock(series):
    late_first = series("ABC", days=0.1)[::-1]
    for entry in late_first:
        run([entry])
    assert drafts() == [
        ("captured 2024-01-01", "A"),
        ("captured 2024-01-01 (2)", "B"),
        ("captured 2024-01-01 (3)", "C"),
    ]


def test_a_flip_flop_makes_one_return_and_then_nothing(backfilled):
    assert [text for _, text in backfilled("ABABABABAB", days=1)] == ["A", "B", "A"]


def test_a_flip_flop_that_rests_elsewhere_is_a_draft_of_the_day_on_which_that_was_clear(backfilled):
    found = backfilled("ABAB" + "B" * 8, days=1)
    assert found[-1] == ("captured 2024-01-11", "B")
    assert len(found) == 4


def test_a_flip_flop_that_rests_unseen_is_told_once_another_text_comes(source, series):
    """An archive of changes does not look again at what stays."""
    run([*series("ABAB", days=1), seen(source, "C", START + timedelta(days=33))])
    assert [text for _, text in drafts()] == ["A", "B", "A", "B", "C"]
    assert drafts()[-2] == ("captured 2024-01-04", "B")


def test_a_flip_flop_that_another_text_ends_rests_nowhere(source, series):
    run([*series("ABAB", days=1), seen(source, "C", START + timedelta(days=4))])
    assert [text for _, text in drafts()] == ["A", "B", "A", "C"]


def test_a_second_run_changes_nothing(series, backfilled):
    once = backfilled("ABACBB")
    counts = [model.objects.count() for model in (Snapshot, VersionText, PolicyVersion, Event)]
    assert backfilled("ABACBB") == once
    assert counts == [
        model.objects.count() for model in (Snapshot, VersionText, PolicyVersion, Event)
    ]


def test_nobody_is_alerted_and_nothing_is_public(backfilled):
    backfilled("ABABAB")
    assert not Ticket.objects.exists()
    assert not FetchAttempt.objects.exists()
    assert not PolicyVersion.objects.published().filter(label__startswith="captured")


# --- the order of arrival -----------------------------------------------------------------------------------

SERIES = "ABBCABABABBBBBBBBD"


@pytest.fixture(scope="module")
def kept_answers() -> list:
    """What ``in_one_go`` gave the first time."""
    return []


@pytest.fixture
def in_one_go(series, kept_answers):
    """What the series gives when it comes in its order; all of that is rolled back. Found once."""
    if not kept_answers:
        with transaction.atomic():
            run(series(SERIES, 0.7))
            kept_answers.append((drafts(), proposals()))
            transaction.set_rollback(True)
        assert not drafts()
    return kept_answers[0]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_captures_may_come_in_any_order(series, in_one_go, seed):
    entries = series(SERIES, 0.7)
    random.Random(seed).shuffle(entries)
    for start in range(0, len(entries), 5):
        run(entries[start : start + 5])
    assert (drafts(), proposals()) == in_one_go


@pytest.mark.parametrize("cut", [slice(0, None, 2), slice(9, None), slice(3, 15)])
def test_a_series_may_come_in_two_halves(series, in_one_go, cut):
    entries = series(SERIES, 0.7)
    run(entries[cut])
    run(entries)
    assert (drafts(), proposals()) == in_one_go


ORDERS = ["fetch old new", "old fetch new", "new fetch old", "old new fetch", "fetch new old"]


@pytest.fixture
def watched(rsp, site, settings) -> Source:
    settings.FETCH_CONFIRM_AFTER = timedelta(0)
    return Source.objects.create(policy=rsp, kind="document", url=site.url("/policy"))


def arrive(source: Source, site, order: str, live: str) -> list[tuple[str, str]]:
    """Two halves of an archive and a document that is fetched, in the order of these words."""
    days = [START + timedelta(10 * number) for number in range(4)]
    entries = [seen(source, text, at) for text, at in zip("ABBC", days, strict=True)]
    site.pages["/policy"] = Page(WORDS[live].encode())
    for word in order.split():
        if word == "fetch":
            capture.fetch_source(source.pk)
            capture.fetch_source(source.pk)  # the second look
        else:
            run(entries[1::2] if word == "old" else entries[::2])
    return drafts()


@pytest.mark.parametrize("order", ORDERS)
def test_a_fetch_may_come_before_between_and_after(watched, site, order):
    assert arrive(watched, site, order, live="D") == [
        ("captured 2024-01-01", "A"),
        ("captured 2024-01-11", "B"),
        ("captured 2024-01-31", "C"),
        (f"captured {timezone.now():%Y-%m-%d}", "D"),
    ]


@pytest.mark.parametrize("order", ORDERS)
def test_a_text_is_dated_by_the_first_who_saw_it(watched, site, order):
    assert arrive(watched, site, order, live="C") == [
        ("captured 2024-01-01", "A"),
        ("captured 2024-01-11", "B"),
        ("captured 2024-01-31", "C"),
    ]


# --- the watch ----------------------------------------------------------------------------------------------


def test_the_next_fetch_compares_with_the_newest_text_of_the_archive(watched, site):
    arrive(watched, site, "old new", live="C")
    assert capture.fetch_source(watched.pk).outcome == "bytes"
    site.pages["/policy"] = Page(WORDS["D"].encode())
    assert capture.fetch_source(watched.pk).outcome == "held"


def test_what_the_tracker_saw_later_is_not_forgotten(watched, site):
    arrive(watched, site, "fetch", live="D")
    before = Watch.objects.values().get(source=watched)
    arrive(watched, site, "old new", live="D")
    assert Watch.objects.values().get(source=watched) == before


def test_a_flip_flop_of_the_past_is_still_one_when_it_is_fetched(watched, site):
    now = timezone.now()
    run([seen(watched, text, now - timedelta(hours=9 - n)) for n, text in enumerate("ABABA")])
    site.pages["/policy"] = Page(WORDS["B"].encode())
    assert capture.fetch_source(watched.pk).outcome == "flapping"
    assert len(drafts()) == 3


@pytest.mark.parametrize("kind", ["page", "index"])
def test_what_is_not_the_policy_itself_is_only_kept(rsp, kind):
    page = Source.objects.create(policy=rsp, kind=kind, url="https://lab.example/news")
    run([seen(page, "A", START), seen(page, "B", START + timedelta(1))])
    assert Snapshot.objects.count() == 2
    assert not drafts()


# --- labels, and what people have done ----------------------------------------------------------------------


def test_a_label_and_dates_that_are_given_are_taken(source):
    told = {"label": "v9", "effective_on": "2024-02-01", "published_on": "2024-01-15"}
    run([seen(source, "A", START, **told)])
    record = PolicyVersion.objects.get(label="v9").records.get()
    assert (record.effective_on, record.published_on) == (date(2024, 2, 1), date(2024, 1, 15))
    assert (record.first_seen_on, record.state) == (START.date(), "draft")


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_another_text_under_a_label_is_a_reupload_by_the_order_of_the_captures(source, order):
    entries = [seen(source, text, START + timedelta(n), label="v9") for n, text in enumerate("ABA")]
    for number in order:
        run([entries[number]])
    assert drafts() == [("v9", "A"), ("v9 (re-upload 1)", "B")]


def test_a_label_of_the_record_keeps_the_dates_of_the_record(source):
    known = PolicyVersion.objects.get(policy=source.policy, label="v2.2")
    run([seen(source, "A", START, label="V2.2", effective_on="2024-02-01")])
    version = PolicyVersion.objects.get(texts__extraction__snapshot__source=source)
    assert version == known
    latest = version.records.order_by("-recorded_at", "-pk")[0]
    assert latest.effective_on == date(2025, 5, 14)


def test_what_was_published_stays_and_covers_its_text(source, series):
    first, second, third = series("ABB")
    run([third])
    version = PolicyVersion.objects.get(label="captured 2024-01-21")
    review.publish_version(version=version, by=None, actor="test")
    run([first, second])
    assert drafts() == [("captured 2024-01-01", "A")]
    assert PolicyVersion.objects.published().get(pk=version.pk).text


def test_a_document_that_was_brought_by_hand_is_no_new_version(bring, source, series):
    bring("v9", WORDS["A"], "2023-12-20")
    run(series("AB"))
    assert drafts() == [("captured 2024-01-11", "B")]


# --- readings -----------------------------------------------------------------------------------------------


def test_an_archives_better_reading_is_evidence_and_no_version(source):
    run(
        [
            seen(source, "A", START),
            seen(source, "C", START + timedelta(1), is_technical=True),
            seen(source, "C", START + timedelta(2)),
            seen(source, "B", START + timedelta(3)),
        ]
    )
    assert drafts() == [("captured 2024-01-01", "A"), ("captured 2024-01-04", "B")]
    assert Snapshot.objects.count() == 4


def test_a_document_without_text_is_kept_and_passed_over(source, series):
    first, second = series("AB")
    done = run([first, seen(source, " ", START + timedelta(1)), second])
    assert [error.code for _, error in done.failures] == ["empty"]
    assert Snapshot.objects.count() == 3
    assert len(drafts()) == 2


def test_a_run_that_was_stopped_is_taken_up(source, series, monkeypatch):
    """At each step in turn, as a kill would: what was committed stands, and the next run finds it."""
    from commitments.backfill import captures
    from commitments.capture import replaying

    class Killed(BaseException):
        pass

    def killed(*args, **options):
        raise Killed

    entries = series("ABACB")
    for module, name in (
        (captures, "record_snapshot"),
        (captures, "extract_snapshot"),
        (replaying, "place"),
        (replaying, "compare_rows"),
        (replaying, "propose_changes"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, killed)
            with pytest.raises(Killed):
                run(entries)
    run(entries)
    assert [text for _, text in drafts()] == list("ABACB")
    assert Snapshot.objects.count() == 5
    assert ProposedChange.objects.count() == len(proposals()) > 0


def test_comparisons_in_processes_of_their_own_are_the_same(series, in_one_go, monkeypatch):
    from commitments.capture import replaying

    monkeypatch.setattr(replaying, "MANY", 1)
    run(series(SERIES, 0.7))
    assert (drafts(), proposals()) == in_one_go


def test_many_hands_take_each_capture_once(committed):
    policy = Policy.objects.get(slug="responsible-scaling-policy")
    source = Source.objects.create(policy=policy, kind="document", url="https://lab.example/many")
    entries = [seen(source, "ABCD"[n % 4], START + timedelta(n)) for n in range(24)]
    done = run([*entries, seen(source, " ", START)], hands=3)
    assert (done.taken, done.known, len(done.failures)) == (24, 0, 1)
    assert Snapshot.objects.filter(source=source).count() == 25
    assert [text for _, text in drafts()] == list("ABCD" * 6)
