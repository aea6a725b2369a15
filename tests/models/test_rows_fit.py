"""What a row names belongs together, and nothing is dated back or ahead: the database refuses the rest."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from commitments.models import (
    Change,
    Commitment,
    CommitmentText,
    PolicyVersion,
    Quote,
    Record,
    Snapshot,
)

RSP = "responsible-scaling-policy"
DAY = timedelta(days=1)
RECORDED = [*Record.__subclasses__(), Snapshot]


@pytest.fixture
def promise(dataset) -> Commitment:
    return Commitment.objects.filter(policy__slug=RSP).first()


@pytest.fixture
def stranger(dataset) -> PolicyVersion:
    """A version of another policy."""
    return PolicyVersion.objects.exclude(policy__slug=RSP).first()


def text_of(promise: Commitment, version: PolicyVersion, **more: object) -> CommitmentText:
    facts = {"kind": "verbatim", "text": "We will.", "confidence": "seen", "origin": "dataset"}
    return CommitmentText.objects.create(commitment=promise, version=version, **facts | more)


def test_a_commitment_is_said_by_versions_of_its_policy(promise, stranger):
    with pytest.raises(DatabaseError, match="another policy"), transaction.atomic():
        text_of(promise, stranger)


@pytest.mark.parametrize("side", ["old_version", "new_version"])
def test_a_change_is_between_versions_of_its_policy(promise, stranger, side):
    own = PolicyVersion.objects.filter(policy=promise.policy).last()
    versions = {"old_version": own, "new_version": own} | {side: stranger}
    with pytest.raises(DatabaseError, match="another policy"), transaction.atomic():
        Change.objects.create(commitment=promise, **versions)


def test_a_quote_is_of_a_sentence_of_its_version(promise, two_versions):
    older, newer = two_versions
    said = text_of(promise, older)
    own, other = (version.text.extraction.clauses.first() for version in (older, newer))
    Quote.objects.create(commitment_text=said, clause=own, exact=own.text)
    with pytest.raises(DatabaseError, match="in no text of the version"), transaction.atomic():
        Quote.objects.create(commitment_text=said, clause=other, exact=other.text)


@pytest.mark.parametrize("shift", [-DAY, DAY], ids=["back", "ahead"])
@pytest.mark.parametrize("model", RECORDED, ids=lambda model: model.__name__)
def test_nothing_is_dated_back_or_ahead(two_versions, model, shift):
    row = model.objects.first()
    row.pk, row.recorded_at = None, timezone.now() + shift
    with pytest.raises(DatabaseError, match="is recorded when it is written"), transaction.atomic():
        row.save(force_insert=True)


def test_every_record_is_of_its_time(db):
    """A new kind of record needs the trigger too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%\\_now'")
        assert {name for (name,) in cursor} == {model._meta.db_table for model in RECORDED}
