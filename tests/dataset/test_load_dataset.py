"""load_dataset: complete, idempotent, strict, and never over an editor."""

import json
import shutil
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from commitments.dataset.files import HERE
from commitments.models import (
    Commitment,
    CommitmentText,
    Event,
    JointCommitment,
    Milestone,
    Organization,
    Policy,
    PolicyVersion,
    Source,
    VersionRecord,
)


def load(folder=HERE) -> str:
    out = StringIO()
    call_command("load_dataset", folder=folder, stdout=out)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(HERE, tmp_path / "record")


@pytest.fixture
def edit(folder):
    """Change one file of a copy of the data set."""

    def edit(name, change):
        path = folder / name
        data = json.loads(path.read_text())
        change(data)
        path.write_text(json.dumps(data))
        return folder

    return edit


def test_the_whole_record_is_there(dataset):
    assert Organization.objects.published().count() == 12
    assert Policy.objects.published().count() == 16
    assert PolicyVersion.objects.published().editions().count() == 42
    assert Commitment.objects.published().count() == 58
    assert JointCommitment.objects.published().count() == 2
    assert Milestone.objects.count() == 6
    watched = Source.objects.values_list("policy__organization__slug", flat=True)
    assert len(set(watched)) == 12


def test_the_pledge_of_2023_ends_in_v3_0_and_names_its_successors(dataset):
    pledge = Commitment.objects.get(slug="no-train-or-deploy-without-safeguards")
    outcomes = {
        change.new_version.label: change.readings.get().outcome for change in pledge.changes.all()
    }
    assert outcomes == {
        "v1.0": "added",
        "v2.0": "weakened",
        "v2.1": "retained",
        "v2.2": "retained",
        "v3.0": "removed",
    }
    end = pledge.changes.get(new_version__label="v3.0").readings.get()
    successors = Commitment.objects.filter(slug__in=end.replaced_by)
    assert "delay-if-in-the-lead" in end.replaced_by
    assert successors.count() == len(end.replaced_by) == 3
    current = CommitmentText.objects.get(
        commitment__slug="delay-if-in-the-lead", version__label="v3.4"
    )
    assert current.kind == "summary"


def test_one_edition_becomes_public_at_one_instant(dataset):
    instants = VersionRecord.objects.values_list("recorded_at", flat=True).distinct()
    assert instants.count() == 1


def test_a_second_load_changes_nothing(dataset):
    before = Event.objects.count()
    assert load() == "The data set is loaded; nothing has changed.\n"
    assert Event.objects.count() == before


def test_a_changed_statement_is_a_new_row_and_is_reported(dataset, edit):
    def reword(data):
        data["policies"][0]["versions"][0]["summary"] = "Another summary."

    assert "changed 1 version records" in load(edit("organizations/anthropic.json", reword))
    version = PolicyVersion.objects.get(label="v1.0", policy__slug="responsible-scaling-policy")
    assert version.records.count() == 2
    assert version.record.summary == "Another summary."


def test_an_editors_later_work_is_kept_and_reported(dataset, edit, editor):
    version = PolicyVersion.objects.get(label="v1.0", policy__slug="responsible-scaling-policy")
    facts = {
        name: getattr(version.record, name)
        for name in ("state", "effective_on", "confidence", "reference")
    }
    VersionRecord.objects.create(
        version=version, summary="Edith's.", origin="editor", recorded_by=editor, **facts
    )

    def reword(data):
        data["policies"][0]["versions"][0]["summary"] = "The data set's."

    report = load(edit("organizations/anthropic.json", reword))
    assert (
        "kept an editor's later work: version record anthropic/responsible-scaling-policy v1.0"
        in report
    )
    assert PolicyVersion.objects.get(pk=version.pk).record.summary == "Edith's."


@pytest.mark.parametrize(
    ("name", "change", "path"),
    [
        (
            "organizations/anthropic.json",
            lambda d: d["policies"][0]["versions"][3].update(effective_on="2025-02-31"),
            "organizations/anthropic.json: policies[0].versions[3].effective_on",
        ),
        (
            "organizations/openai.json",
            lambda d: d["policies"][0]["commitments"][0]["texts"][0].update(version="v9"),
            "organizations/openai.json: policies[0].commitments[0].texts[0].version: no version 'v9'",
        ),
        (
            "organizations/openai.json",
            lambda d: d["policies"][0]["versions"][0].update(reference="nowhere"),
            "no reference 'nowhere'",
        ),
        (
            "milestones.json",
            lambda d: d[2].pop("what"),
            "milestones.json: [2]: 'what' is a required property",
        ),
        ("milestones.json", lambda d: d[0].update(happend_on="x"), "happend_on"),
    ],
)
def test_a_fault_is_refused_with_its_path_and_nothing_is_loaded(dataset, edit, name, change, path):
    before = VersionRecord.objects.count()
    with pytest.raises(CommandError, match="Nothing was loaded") as caught:
        load(edit(name, change))
    assert path in str(caught.value)
    assert VersionRecord.objects.count() == before


def test_a_broken_file_is_named(folder):
    (folder / "milestones.json").write_text("{")
    with pytest.raises(CommandError, match=r"milestones\.json is not JSON"):
        load(folder)
