"""text.cadences: when a text says that something is due, and nothing that it does not say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commitments.text.cadences import Cadence, Kind, Stretch, cadences


def one(text: str) -> Cadence:
    [found] = cadences(text)
    return found


@pytest.mark.parametrize(
    ("text", "words", "least", "most", "is_about"),
    [
        ("We publish reports every 3 to 6 months.", "every 3 to 6 months", (3, "month"), (6, "month"), False),
        ("Every three to six months a report.", "Every three to six months", (3, "month"), (6, "month"), False),
        ("Told at least every 6-12 months.", "at least every 6-12 months", (6, "month"), (12, "month"), False),
        ("Models are tested every three months.", "every three months", None, (3, "month"), False),
        ("A meeting every other week.", "every other week", None, (2, "week"), False),
        ("They are re-approved at least annually.", "at least annually", None, (1, "year"), False),
        ("On approximately an annual basis, we will.", "approximately an annual", None, (1, "year"), True),
        ("About once a year a third party checks.", "About once a year", None, (1, "year"), True),
        ("Quarterly reports go to the Board.", "Quarterly", None, (3, "month"), False),
        ("It reports to the Board each quarter.", "each quarter", None, (3, "month"), False),
    ],
)  # fmt: skip
def test_what_comes_round(text, words, least, most, is_about):
    found = one(text)
    assert (found.kind, found.text, found.is_about) == (Kind.EVERY, words, is_about)
    assert found.least == (Stretch(*least) if least else None)
    assert found.most == Stretch(*most)


@pytest.mark.parametrize(
    ("text", "most", "event"),
    [
        ("We publish a summary within 30 days of the decision.", (30, "day"), "the decision"),
        ("Told no later than 15 days after an incident, in writing.", (15, "day"), "an incident"),
        ("It covers a day at most 30 days before publication.", (30, "day"), "publication"),
        ("Reported within 72 hours.", (72, "hour"), ""),
        ("It ends within two to four weeks of the test.", (4, "week"), "the test"),
        ("Three months after release we look again.", (3, "month"), "release we look again"),
    ],
)
def test_what_is_counted_from_an_event(text, most, event):
    found = one(text)
    assert (found.kind, found.most, found.event) == (Kind.WITHIN, Stretch(*most), event)


@pytest.mark.parametrize(
    ("text", "kind", "event"),
    [
        ("Defined before any model reaches the threshold.", Kind.BEFORE, "any model reaches the threshold"),
        ("Assessed prior to external deployment, and later.", Kind.BEFORE, "external deployment"),
        ("At every fourfold rise in effective compute.", Kind.EACH, "fourfold rise in effective compute"),
        ("We evaluate every 6x in effective compute.", Kind.EACH, "6x in effective compute"),
        ("Tests every three months of fine-tuning, with a buffer.", Kind.EACH, "three months of fine-tuning"),
    ],
)  # fmt: skip
def test_what_waits_for_an_event(text, kind, event):
    found = one(text)
    assert (found.kind, found.event) == (kind, event)


def test_a_day_that_the_text_names():
    found = one("We will finish by 1 October 2026 at the latest.")
    assert (found.kind, found.day, found.text) == (Kind.ON, "2026-10-01", "by 1 October 2026")
    assert one("A report within 90 days of 1 May 2026.").day == "2026-05-01"


def test_an_event_that_is_the_document_itself():
    assert one("We report within 90 days of the effective date of this policy.").is_own
    assert not one("We report within 90 days of the release of a model.").is_own


@pytest.mark.parametrize(
    "text",
    [
        "The officer gains duties; the quarterly report is no longer stated.",
        "Every covered deployment is evaluated; no compute interval.",
        "As before; what counts follows the clarified threshold.",
        "Tests are run before or after deployment.",
        "As often as needed before, during and after training.",
        "Scaling was around 35x per year.",
        "A ceiling of five times the annual revenue.",
        "In effect on 1 October 2026.",
        "Evaluations trip early, with a sixfold buffer.",
        "Two years of progress could be done in one.",
        "The Board approves changes before acting.",
        "Logs are kept for up to 30 days.",
    ],
)
def test_what_says_no_time(text):
    assert cadences(text) == ()


def test_several_in_their_order_none_within_another():
    text = (
        "Every three months a report; within 30 days of it a review; before any model ships, both."
    )
    assert [found.kind for found in cadences(text)] == [Kind.EVERY, Kind.WITHIN, Kind.BEFORE]


def test_other_words_can_mean_the_same():
    assert one("Updated at least once a year.").meaning == one("Reviewed yearly.").meaning
    assert one("Tested every six months.").meaning != one("Tested every 3 months.").meaning


WORDS = (
    "every each within before after three 30 6-12 a other months days year 4x fold of the model by 1 May 2026"
    " annually , ; ."
)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(WORDS.split()), max_size=25).map(" ".join))
def test_the_words_stand_where_it_says_and_do_not_overlap(text):
    last = 0
    for found in cadences(text):
        assert text[found.start : found.end] == found.text
        assert found.start >= last
        last = found.end
