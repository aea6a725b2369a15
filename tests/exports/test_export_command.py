"""``manage.py export``: a file under a name that tells what is in it, or a sentence that tells what to do."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from commitments.exports.orders import Order
from commitments.exports.papers import Subject
from commitments.models import Commitment, PolicyVersion

RSP = "anthropic/responsible-scaling-policy"


@pytest.fixture
def export(tmp_path):
    """Where the command says that it wrote to."""

    def export(*arguments: str) -> Path:
        out = io.StringIO()
        call_command("export", *arguments, "--output", str(tmp_path), stdout=out)
        return Path(out.getvalue().strip())

    return export


@pytest.mark.parametrize(
    ("arguments", "name", "starts"),
    [
        (
            ["comparison", RSP, "v2.1", "v2.2"],
            "anthropic_responsible-scaling-policy_v2.1_v2.2",
            b"PK",
        ),
        (
            ["commitment", "anthropic/evaluation-cadence", "--format", "txt"],
            "anthropic_evaluation-cadence",
            b"Anthropic: Fixed",
        ),
        (
            ["changes", "--topic", "security", "--since", "2025-01-01", "--format", "md"],
            "changes_security-2025-01-01",
            b"# Changes: topic security, since 2025",
        ),
        (
            ["search", "lighthouse report", "--format", "html"],
            "search_lighthouse-report",
            b"<!doctype",
        ),
    ],
)
def test_each_kind_is_a_file_of_its_own_name(two_versions, export, arguments, name, starts):
    path = export(*arguments)
    assert path.name.startswith(f"{name}_2")
    assert path.read_bytes().startswith(starts)


def test_permalinks_lead_to_the_site_that_is_named(two_versions, export):
    text = export(
        "comparison", RSP, "v2.1", "v2.2", "--format", "txt", "--site", "https://t.example/"
    )
    assert "https://t.example/policies/anthropic/" in text.read_text()


def test_choices_and_clocks_are_those_of_the_page(client, dataset, export):
    chosen = {"organization": "anthropic", "outcome": "weakened", "as_of": "2026-03-01"}
    options = [part for name in chosen for part in (f"--{name.replace('_', '-')}", chosen[name])]
    path = export("changes", *options, "--format", "csv", "--site", "http://testserver")
    assert path.read_bytes() == client.get("/api/v1/changes/", {**chosen, "format": "csv"}).content


def test_a_whole_history_holds_every_revision_every_commitment_and_all_changes(dataset, export):
    path = export("history", "openai", "--format", "csv")
    assert path.name.startswith("openai_history_csv_2")
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        told = archive.read("README.txt").decode()
        [changes] = [name for name in names if name.startswith("changes_openai_")]
        rows = list(csv.DictReader(io.StringIO(archive.read(changes).decode("utf-8-sig"))))
    commitments = Commitment.objects.filter(organization__slug="openai").count()
    assert (
        len([name for name in names if name.startswith("commitments/openai_")]) == commitments > 0
    )
    assert {row["organization"] for row in rows} == {"OpenAI"}
    for said in (
        *names[1:],
        "CC BY 4.0",
        "codebook 0.2",
        "http://127.0.0.1:8000/organizations/openai/",
    ):
        assert said in told


def test_a_re_upload_stands_in_a_history_beside_the_edition_that_it_follows(dataset):
    history = Order.of(Subject.HISTORY, {"organization": "anthropic"}, {}).find()
    parts = [part.find for part in history.of if part.folder == "responsible-scaling-policy/"]
    pairs = [(find.__self__.names["old"], find.__self__.names["new"]) for find in parts]
    assert ("v2.1", "v2.1-reupload-1") in pairs
    assert ("v2.1", "v2.2") in pairs
    assert (
        len(pairs)
        == PolicyVersion.objects.filter(policy__slug="responsible-scaling-policy").count() - 1
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["comparison", RSP, "v2.1", "v7"], "There is no version v7 of .*; there are v1.0"),
        (
            ["comparison", "anthropic", "v1", "v2"],
            "no policy .*; there are responsible-scaling-policy",
        ),
        (["commitment", "anthropic/peace"], "There is no commitment peace of anthropic; there are"),
        (["history", "acme"], "There is no organization acme; there are"),
        (["changes", "--outcome", "gone"], "outcome=gone is not known here; choose one of"),
        (["changes", "--known-at", "yesterday"], "known_at=yesterday is not a date; write it as"),
        (["search", "-", "--format", "csv"], "Name a word to look for"),
        (["changes", "--format", "odt"], "no format 'odt' of this; there are: docx, pdf"),
        (["history", "anthropic", "--format", "png"], "no format 'png' of this; there are: docx"),
        (
            ["changes", "--output", "/no/such/folder/x.docx"],
            "/no/such/folder: No such file.*--output",
        ),
    ],
)
def test_what_cannot_be_made_is_told_in_a_sentence(dataset, tmp_path, arguments, sentence):
    if "--output" not in arguments:
        arguments = [*arguments, "--output", str(tmp_path)]
    with pytest.raises(CommandError, match=sentence):
        call_command("export", *arguments)
    assert not list(tmp_path.iterdir())


def test_a_database_without_tables_is_told_in_a_sentence(dataset, tmp_path, monkeypatch):
    def unprepared(order: Order) -> None:
        connection.cursor().execute("SELECT * FROM no_such_table")

    monkeypatch.setattr(Order, "find", unprepared)
    with pytest.raises(CommandError, match=r"has not been prepared.*`manage.py migrate`"):
        call_command("export", "changes", "--output", str(tmp_path))
