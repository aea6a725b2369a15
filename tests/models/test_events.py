"""The audit chain: each event is bound to the one before, and a forged row is found."""

import hashlib

import pytest
from django.db import IntegrityError, connection, transaction

from commitments.models import Event


def test_each_event_names_the_hash_of_the_one_before(dataset):
    first = Event.objects.append("try", subject="one", actor="edith")
    second = Event.objects.append("try", subject="two", actor="edith", data={"a": [1, None]})
    assert second.previous_hash == first.hash
    assert Event.objects.first_broken() is None


def test_the_chain_cannot_fork(dataset):
    last = Event.objects.append("try", subject="one", actor="edith")
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(
            happened_at=last.happened_at,
            verb="try",
            subject="rival",
            actor="mallory",
            previous_hash=last.previous_hash,
            hash=hashlib.sha256(b"rival").hexdigest(),
        )


def test_a_changed_event_is_found_even_behind_the_triggers(dataset):
    event = Event.objects.append("try", subject="one", actor="edith")
    Event.objects.append("try", subject="two", actor="edith")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE commitments_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE commitments_event SET actor = 'mallory' WHERE id = %s", [event.pk])
    assert Event.objects.first_broken() == event
