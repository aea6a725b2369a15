"""The silent revision rate: strict, lenient, and undefined where no revision is accounted for."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments import review
from commitments.models import Change, Codebook
from commitments.moments import Moment
from commitments.statistics import ZHU_2026, Silence, assessments, in_all

numbers = st.integers(min_value=0, max_value=10**6)
silences = st.builds(Silence, numbers, numbers, numbers, numbers)


def test_the_published_figures_come_out():
    assert ZHU_2026.accountable == 383
    assert ZHU_2026.strict == Fraction(257, 383)
    assert round(ZHU_2026.strict * 100) == 67
    assert round(ZHU_2026.lenient * 100) == 53


def test_without_an_account_it_is_undefined_and_never_nought():
    assert Silence(no_account=12).strict is None
    assert Silence(no_account=12).lenient is None
    assert Silence().strict is None
    assert Silence(announced=1).strict == 0


@given(silences)
def test_strict_is_never_below_lenient_and_both_are_shares(silence):
    if silence.accountable:
        assert 0 <= silence.lenient <= silence.strict <= 1
    else:
        assert silence.lenient is silence.strict is None


@given(silences, silences)
def test_taken_together_the_rate_lies_between_the_two(one, other):
    rates = [silence.strict for silence in (one, other) if silence.strict is not None]
    together = (one + other).strict
    assert together is None if not rates else min(rates) <= together <= max(rates)


@pytest.fixture
def decide(editor):
    """Decide the changes of Anthropic's v3.0, one for each announcement."""

    def decide(*announcements: str, dimensions=("strength",)) -> None:
        changes = Change.objects.filter(
            commitment__organization__slug="anthropic", new_version__label="v3.0"
        ).exclude(old_version=None)
        for change, announcement in zip(changes.order_by("pk"), announcements, strict=False):
            judgement = review.record_judgement(
                change=change,
                codebook=Codebook.objects.get(),
                by=editor,
                outcome="weakened",
                announcement=announcement,
                dimensions=list(dimensions),
            )
            review.decide_change(judgement=judgement, by=editor)

    return decide


def of(organization: str, **moment):
    return next(row for row in assessments(Moment(**moment)) if row.organization == organization)


def test_what_nobody_has_decided_is_not_assessed(dataset):
    row = of("anthropic")
    assert row.silence == Silence()
    assert row.silence.strict is None
    assert row.not_assessed > 40
    assert in_all(assessments(Moment())).not_assessed > row.not_assessed


def test_decisions_count_and_immaterial_ones_do_not(dataset, decide):
    undecided = of("anthropic").not_assessed
    decide("announced", "partly", "silent", "no-account")
    row = of("anthropic")
    assert row.silence == Silence(1, 1, 1, 1)
    assert (row.silence.strict, row.silence.lenient) == (Fraction(2, 3), Fraction(1, 3))
    assert row.not_assessed == undecided - 4
    decide("silent", dimensions=())
    assert of("anthropic").silence == Silence(0, 1, 1, 1)
    assert of("anthropic").not_material == 1


def test_as_of_a_day_only_what_had_happened(dataset, decide):
    from datetime import date

    decide("silent")
    assert of("anthropic", as_of=date(2025, 1, 1)).silence == Silence()
    assert of("anthropic", as_of=date(2026, 2, 24)).silence == Silence(silent=1)
