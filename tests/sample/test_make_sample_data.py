"""The sample: the same every time, whole, published, and never beside real documents."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from commitments.models import Clause, PolicyVersion
from commitments.sample.record import PREFIX
from commitments.sample.texts import document

SAMPLE = {"policy__organization__slug__startswith": PREFIX}


def make(versions: int, clauses: int) -> str:
    out = StringIO()
    call_command("make_sample_data", versions=versions, clauses=clauses, stdout=out)
    return out.getvalue()


def test_the_same_number_makes_the_same_text():
    assert document(3, 2, 40) == document(3, 2, 40)
    assert document(3, 2, 40) != document(4, 2, 40)
    assert document(0, 0, 40).strip().count("\n\n") == 40 + 4  # title, sentences, headings


def test_a_version_keeps_most_of_the_one_before():
    old, new = (set(document(1, version, 200).splitlines()) for version in (4, 5))
    assert 0.8 < len(old & new) / len(old) < 1


def test_versions_are_published_with_their_clauses_and_a_second_run_adds_nothing(dataset, client):
    make(12, 12 * 30)
    versions = PolicyVersion.objects.published().filter(**SAMPLE)
    assert len(versions) == 12
    assert all(version.text for version in versions)
    clauses = Clause.objects.count()
    assert clauses >= 12 * 30
    page = client.get(versions[3].get_absolute_url())
    assert "invented" in page.content.decode().lower()
    make(12, 12 * 30)
    assert Clause.objects.count() == clauses
    assert PolicyVersion.objects.filter(**SAMPLE).count() == 12


def test_it_refuses_a_record_with_real_documents(two_versions):
    with pytest.raises(CommandError, match=r"DATA_DIR=\.data-sample"):
        make(1, 10)
    assert not PolicyVersion.objects.filter(**SAMPLE).exists()
