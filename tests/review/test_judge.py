"""Judgements and decisions: by a named person under a codebook; the decision is what is published."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from commitments import review
from commitments.models import Change, Codebook, Event
from commitments.steps import steps_of
from commitments.watermarks import watermark


@pytest.fixture
def change(dataset) -> Change:
    return Change.objects.get(
        commitment__slug="no-train-or-deploy-without-safeguards", new_version__label="v2.0"
    )


@pytest.fixture
def judge(change, editor):
    def judge(**codes):
        given = {
            "outcome": "strengthened",
            "announcement": "silent",
            "dimensions": ["scope"],
            **codes,
        }
        codebook = Codebook.objects.get()
        return review.record_judgement(change=change, codebook=codebook, by=editor, **given)

    return judge


def published(change, at=None):
    (step,) = steps_of(Change.objects.filter(pk=change.pk), at)
    return step.basis, step.outcome


def test_a_judgement_alone_is_not_published_and_moves_no_mark(change, judge, editor):
    before = watermark()
    judgement = judge()
    assert published(change) == ("reading", "weakened")
    assert watermark() == before
    review.decide_change(judgement=judgement, by=editor)
    assert watermark().key != before.key


def test_a_decision_replaces_the_trackers_reading(change, judge, editor):
    before = timezone.now()
    review.decide_change(judgement=judge(), by=editor)
    assert published(change) == ("decision", "strengthened")
    assert published(change, before) == ("reading", "weakened")


def test_deciding_the_same_twice_is_once(change, judge, editor):
    judgement = judge()
    first = review.decide_change(judgement=judgement, by=editor)
    assert review.decide_change(judgement=judgement, by=editor) == first


def test_a_later_decision_supersedes_and_the_earlier_stays(change, judge, editor):
    review.decide_change(judgement=judge(), by=editor)
    review.decide_change(judgement=judge(outcome="removed"), by=editor)
    assert published(change) == ("decision", "removed")
    assert change.decisions.count() == 2


@pytest.mark.parametrize(
    "codes",
    [
        {"outcome": "improved"},
        {"announcement": "whispered"},
        {"dimensions": ["scope", "mood"]},
        {"outcome": "strengthened", "is_mixed": True},
    ],
)
def test_the_database_refuses_codes_that_the_codebook_does_not_have(judge, codes):
    with pytest.raises(IntegrityError), transaction.atomic():
        judge(**codes)


def test_a_decision_cannot_borrow_the_judgement_of_another_change(change, judge, editor):
    from commitments.models import Decision

    other = Change.objects.exclude(pk=change.pk).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(change=other, judgement=judge(), decided_by=editor)
        with transaction.get_connection().cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_every_act_is_in_the_audit_chain_with_its_actor(judge, editor):
    review.decide_change(judgement=judge(), by=editor)
    assert [(e.verb, e.actor) for e in Event.objects.all()[:2]] == [
        ("decide_change", "edith"),
        ("record_judgement", "edith"),
    ]
    assert Event.objects.first_broken() is None
