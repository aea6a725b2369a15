"""The evidence pack: whole, safe to print from, and checked offline by a program that finds any change."""

import io
import json
import random
import runpy
import subprocess
import sys
import zipfile
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from commitments.blobs import withdraw_blob
from commitments.exports import FORMATS, pack
from commitments.exports.gathering import Gatherer
from commitments.exports.orders import Order
from commitments.exports.pack.wording import passages
from commitments.exports.papers import Subject
from commitments.models import Blob
from tests.conftest import V21
from tests.exports.made import edition, paper, row

COMPARE = "/api/v1/policies/anthropic/responsible-scaling-policy/compare/v2.1...v2.2/"


@pytest.fixture
def unpacked(client, tmp_path):
    def unpacked(address: str = COMPARE) -> Path:
        response = client.get(address, {"format": "zip"})
        assert response["Content-Disposition"].endswith('.zip"')
        folder = tmp_path / "pack"
        zipfile.ZipFile(io.BytesIO(response.content)).extractall(folder)
        return folder

    return unpacked


def verified(folder: Path) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-I", "-S", "-B", "verify.py"]  # nothing but the standard library
    return subprocess.run(program, cwd=folder, capture_output=True, text=True, timeout=60)


def test_it_holds_what_the_comparison_rests_on(two_versions, unpacked):
    folder = unpacked()
    captures = json.loads((folder / "captures.json").read_text())
    assert (folder / captures[0]["file"]).read_text() == V21
    with (folder / "captures.warc.gz").open("rb") as file:
        kinds = [record.rec_type for record in ArchiveIterator(file)]
    assert kinds.count("resource") == 2
    done = verified(folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "All 12 files are as they were made." in done.stdout


def said_by(folder: Path) -> tuple[int, str]:
    """What verify.py returns and prints, without a process for it."""
    said = io.StringIO()
    with redirect_stdout(said):
        code = runpy.run_path(str(folder / "verify.py"))["main"]()
    return code, said.getvalue()


def test_any_changed_byte_anywhere_is_found_and_its_file_named(two_versions, unpacked):
    folder, chance = unpacked(), random.Random(7)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in [path for path in files if path.name != "verify.py"]:
        data = path.read_bytes()
        for place in [0, len(data) - 1, *chance.choices(range(len(data)), k=12)]:
            other = (data[place] + chance.randrange(1, 256)) % 256
            path.write_bytes(data[:place] + bytes([other]) + data[place + 1 :])
            code, said = said_by(folder)
            assert (code, path.name in said) == (1, True), (path, place, other)
        for shorter_or_longer in (b"", data[:-1], data + b"\n"):
            path.write_bytes(shorter_or_longer)
            code, said = said_by(folder)
            assert (code, path.name in said) == (1, True), (path, shorter_or_longer[-9:])
        path.write_bytes(data)
    assert said_by(folder)[0] == 0


def test_a_changed_verifier_names_itself_or_breaks_where_it_was_changed(two_versions, unpacked):
    folder = unpacked()
    program = folder / "verify.py"
    data = program.read_bytes()
    for words, others in ((b"offline", b"offlime"), (b"import sys", b"import sy?")):
        program.write_bytes(data.replace(words, others, 1))
        done = verified(folder)
        assert done.returncode
        assert "verify.py" in done.stdout + done.stderr


def test_what_is_missing_or_was_added_is_named(two_versions, unpacked):
    folder = unpacked()
    (folder / "extra.txt").write_text("x")
    (folder / "README.txt").unlink()
    said = said_by(folder)[1].splitlines()
    assert set(said) == {"FAULT extra.txt was added", "FAULT README.txt is missing"}
    (folder / "SHA256SUMS").unlink()
    assert said_by(folder) == (1, "FAULT SHA256SUMS is missing\n")


def test_its_sentences_say_only_what_the_captures_carry(two_versions, unpacked):
    folder = unpacked()
    text = (folder / "passages.txt").read_text()
    assert "The passage was present in the capture of" in text
    assert "and absent from the capture of" in text
    for word in ("deleted", "quietly", "removed by"):
        assert word not in text
    read_me = (folder / "README.txt").read_text()
    assert "do not write when, or by whom, it was taken out" in " ".join(read_me.split())
    assert "For example: “The" in read_me
    assert "imported by hand was brought to the tracker" in read_me
    assert max(map(len, read_me.splitlines())) < 130  # an address, or a hash and what it is of
    assert "python3 verify.py" in read_me


@pytest.mark.parametrize(
    ("facts", "end"),
    [
        ({"before": "", "after": "We test.", "old": None}, "(SHA-256 abababababababab…)."),
        ({"before": "", "after": "We test."}, "Careful Policy v1 does not state it."),
        (
            {"before": "We test.", "after": "", "new": edition("v2", evidence=None)},
            "Careful Policy v2 does not state it.",
        ),
    ],
)
def test_no_passage_is_called_absent_from_a_text_that_was_not_looked_through(facts, end):
    told = passages(paper(rows=(row(**facts),), subject=Subject.COMMITMENT))
    [sentence] = [line for line in told.splitlines() if "safe to print" in line]
    assert "The passage was present in the capture of" in sentence
    assert sentence.endswith(end)
    assert "absent" not in sentence


def test_events_of_what_is_not_public_are_only_links(two_versions, bring, unpacked):
    bring("v9.0", "We will guard the zebra crossing.", "2026-12-01", publish=False)
    events = json.loads((unpacked() / "events.json").read_text())
    assert "v9.0" not in json.dumps(events)
    assert sum("body" in event for event in events) == 4  # two imports, two publications
    assert sum("body" not in event for event in events) == 2  # the data set, the draft


def test_a_withdrawn_document_is_named_by_its_hash_and_reason_only(two_versions, editor, unpacked):
    old = two_versions[0].text.extraction.snapshot.blob_id
    withdraw_blob(Blob.objects.get(pk=old), reason="copyright claim", by=editor)
    folder = unpacked()
    captures = json.loads((folder / "captures.json").read_text())
    gone = next(capture for capture in captures if capture["sha256"] == old)
    assert (gone["file"], gone["withdrawn"]) == (None, "copyright claim")
    assert not list(folder.glob(f"documents/{old}*"))
    assert "copyright claim" in (folder / "README.txt").read_text()
    assert verified(folder).returncode == 0


def test_without_captures_it_says_whose_words_are_compared(dataset, unpacked):
    folder = unpacked(COMPARE.replace("v2.1...v2.2", "v2.2...v3.0"))
    text = (folder / "passages.txt").read_text()
    assert "summary, which is not the publisher's words" in text
    assert not (folder / "captures.warc.gz").exists()
    assert verified(folder).returncode == 0


def test_a_list_of_changes_has_the_documents_behind_each_of_them(two_versions, tmp_path):
    chosen = {"organization": "anthropic", "since": "2025-03-01", "until": "2025-06-01"}
    matter = Order.of(Subject.CHANGES, {}, chosen).find()
    assert matter.is_large(FORMATS["zip"])
    file = matter.file(FORMATS["zip"], Gatherer("https://tracker.example"))
    assert file.name.startswith("changes_anthropic-2025-03-01-2025-06-01_2")
    zipfile.ZipFile(io.BytesIO(file.data)).extractall(tmp_path)
    captured = {
        capture["sha256"] for capture in json.loads((tmp_path / "captures.json").read_text())
    }
    assert {version.text.extraction.snapshot.blob_id for version in two_versions} == captured
    assert verified(tmp_path).returncode == 0


def test_more_evidence_than_a_process_can_hold_is_refused(client, two_versions, monkeypatch):
    monkeypatch.setattr(pack, "MOST_BYTES", 500)
    response = client.get(COMPARE, {"format": "zip"})
    assert response.status_code == 400
    assert "choose less" in response.json()["error"]["message"]
