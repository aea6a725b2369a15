"""backfill folder: a manifest says of each document when and where it was seen."""

import csv
import json
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from commitments.models import PolicyVersion, Snapshot, Source
from tests.backfill.builders import WORDS, drafts

POLICY = "anthropic/responsible-scaling-policy"
URL = "https://lab.example/policy"


@pytest.fixture
def folder(dataset, tmp_path):
    """``folder(rows)`` writes the four texts and a manifest with these rows, JSON or CSV by its name."""

    def make(rows: list[dict[str, str]], name: str = "manifest.json"):
        for letter, words in WORDS.items():
            (tmp_path / f"{letter}.txt").write_text(words)
        with (tmp_path / name).open("w", newline="") as file:
            if name.endswith(".json"):
                json.dump(rows, file)
            else:
                writer = csv.DictWriter(file, sorted({key for row in rows for key in row}))
                writer.writeheader()
                writer.writerows(rows)
        return tmp_path

    return make


def row(letter: str, at: str, **more: str) -> dict[str, str]:
    return {"file": f"{letter}.txt", "captured_at": at, "url": URL, "policy": POLICY, **more}


def backfill(path) -> str:
    out = StringIO()
    call_command("backfill", "folder", str(path), stdout=out, stderr=out)
    return out.getvalue()


@pytest.mark.parametrize("name", ["manifest.json", "manifest.csv"])
def test_a_folder_becomes_evidence_and_drafts(folder, name):
    rows = [
        row("B", "2024-03-01T10:00:00+02:00"),
        row("A", "2024-02-01"),
        row("C", "2024-04-01T00:00:00Z", label="v9", published_on="2024-03-30"),
    ]
    said = backfill(folder(rows, name))
    assert drafts() == [("captured 2024-02-01", "A"), ("captured 2024-03-01", "B"), ("v9", "C")]
    assert "3 captures taken, 0 known before, 0 failed." in said
    snapshot = Snapshot.objects.get(provenance__file="B.txt")
    assert snapshot.fetched_at == datetime(2024, 3, 1, 8, tzinfo=UTC)
    assert (snapshot.final_url, snapshot.media_type) == (URL, "text/plain")
    source = Source.objects.get(url=URL)
    assert (source.kind, str(source.policy)) == ("upload", POLICY)


def test_a_second_time_changes_nothing(folder):
    path = folder([row("A", "2024-02-01"), row("B", "2024-03-01")])
    backfill(path)
    assert "0 captures taken, 2 known before, 0 failed." in backfill(path)
    assert Snapshot.objects.count() == 2


def test_a_source_is_named_by_its_id(folder, rsp):
    source = Source.objects.create(policy=rsp, kind="document", url=URL)
    entry = {"file": "A.txt", "captured_at": "2024-02-01", "source": str(source.pk)}
    backfill(folder([entry]))
    assert Snapshot.objects.get().source == source


def test_the_policys_own_source_is_found_by_its_address(folder, rsp):
    source = Source.objects.create(policy=rsp, kind="document", url=URL)
    backfill(folder([row("A", "2024-02-01")]))
    assert Snapshot.objects.get().source == source


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"file": "../outside.txt"}, "outside the folder"),
        ({"file": "/etc/hostname"}, "outside the folder"),
        ({"file": "none.txt"}, "no file none.txt"),
        ({"captured_at": "soon"}, "soon"),
        ({"captured_at": ""}, "captured_at is missing"),
        ({"policy": "anthropic/nothing"}, "no policy 'anthropic/nothing'"),
        ({"source": "1"}, "either a source or a policy"),
        ({"policy": "", "source": "999999"}, "no source '999999'"),
        ({"effective_on": "May"}, "May"),
        ({"label": "!!!"}, "cannot stand in an address"),
        ({"lable": "v9"}, "no field 'lable'"),
    ],
)
def test_one_wrong_entry_and_nothing_is_taken(folder, change, said):
    path = folder([row("A", "2024-02-01"), row("B", "2024-03-01") | change])
    with pytest.raises(CommandError, match=r"Entry 2 of manifest\.json") as error:
        backfill(path)
    assert said in str(error.value)
    assert not Snapshot.objects.exists()


@pytest.mark.parametrize("text", ["", "{", '"list"', "[1]", '{"captures": []}'])
def test_a_manifest_that_is_none_is_refused(dataset, tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(CommandError, match="manifest"):
        backfill(tmp_path)


def test_a_folder_without_a_manifest_says_what_to_write(dataset, tmp_path):
    with pytest.raises(CommandError, match=r"no manifest\.json"):
        backfill(tmp_path)


def test_a_stand_in_never_becomes_a_version(folder):
    path = folder([row("A", "2024-02-01"), row("B", "2024-03-01")])
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0" * 64 + "\nsize 9\n"
    (path / "B.txt").write_text(pointer)
    assert "1 failed" in backfill(path)
    assert not PolicyVersion.objects.filter(label="captured 2024-03-01").exists()
