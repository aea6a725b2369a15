import json
from importlib import import_module

import pytest
from django.core import serializers
from django.db import connection

from commitments.models import Comparison
from commitments.text.packing import packed

pytestmark = pytest.mark.django_db
migration = import_module("commitments.migrations.0013_packed_comparisons")


@pytest.fixture
def comparison(two_versions) -> Comparison:
    with connection.cursor() as cursor:  # else no table can be altered that rows wait for
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return Comparison.objects.get()


def test_what_the_engine_said_comes_back_and_takes_little_room(comparison):
    data = comparison.data

    assert data["counts"] and data["pairs"]
    assert len(packed(data)) < len(json.dumps(data)) / 2


def test_what_was_packed_in_another_process_is_stored_as_it_is(comparison):
    other = Comparison(
        old_extraction=comparison.old_extraction,
        new_extraction=comparison.new_extraction,
        engine="other",
        data=packed({"counts": {}}),
    )
    other.save()

    other.refresh_from_db()
    assert other.data == {"counts": {}}


def test_a_dump_can_be_loaded(comparison):
    dump = serializers.serialize("json", [comparison])

    (loaded,) = serializers.deserialize("json", dump)
    loaded.object.pk, loaded.object.engine = None, "other"
    loaded.save()
    assert Comparison.objects.get(engine="other").data == comparison.data


def test_the_migration_keeps_what_is_said_both_ways(comparison):
    with connection.schema_editor(atomic=False) as editor:
        migration.unpack(None, editor)
        with connection.cursor() as cursor:
            cursor.execute("SELECT data->'counts' FROM commitments_comparison")
            assert json.loads(cursor.fetchone()[0]) == comparison.data["counts"]
        migration.pack(None, editor)

    assert Comparison.objects.get().data == comparison.data
