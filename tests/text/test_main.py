import errno
import io
import json
import os
import subprocess
import sys

import pytest

from commitments.text.__main__ import main
from tests.text.builders import POLICY


@pytest.fixture
def files(tmp_path):
    old, new = tmp_path / "old.txt", tmp_path / "new.md"
    old.write_text(POLICY)
    new.write_text(POLICY.replace("We will evaluate", "We aim to evaluate"))
    return str(old), str(new)


def test_compare_prints_what_changed(files, capsys):
    assert main(["compare", *files]) == 0

    out = capsys.readouterr().out
    assert "edited 1" in out
    assert "We [-will-]{+aim to+} evaluate each model before deployment." in out
    assert "! obligation-softened" in out


def test_compare_prints_json(files, capsys):
    assert main(["compare", *files, "--format", "json"]) == 0

    assert json.loads(capsys.readouterr().out)["counts"]["edited"] == 1


def test_compare_prints_markdown_that_keeps_the_words_apart_from_the_marks(files, capsys):
    assert main(["compare", *files, "--format", "markdown"]) == 0

    out = capsys.readouterr().out
    assert "We ~~will~~ **aim to** evaluate each model before deployment." in out
    assert "- obligation-softened: " in out


def test_compare_prints_html_that_stands_alone(tmp_path, capsys):
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text("We will run tests <b>often</b> & early.")
    new.write_text("We may run tests <b>often</b> & early.")
    assert main(["compare", str(old), str(new), "--format", "html"]) == 0

    out = capsys.readouterr().out
    assert out.startswith("<!doctype html>")
    assert "We <del>will</del><ins>may</ins> run tests &lt;b&gt;often&lt;/b&gt; &amp; early." in out
    assert "http" not in out


def test_an_unknown_format_is_told_and_exits_2(files, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["compare", *files, "--format", "yaml"])
    assert stop.value.code == 2
    assert "json" in capsys.readouterr().err


def test_read_prints_blocks_and_commitments(files, capsys):
    assert main(["read", files[0]]) == 0

    out = capsys.readouterr().out
    assert "## 1. Evaluation" in out
    assert "must (will): We will evaluate each model before deployment." in out


def test_a_file_that_is_missing_or_unreadable_is_one_sentence_and_exit_2(tmp_path, files, capsys):
    image = tmp_path / "scan.png"
    image.write_bytes(b"\x89PNG\r\n\x1a\n")

    for arguments in (["read", str(tmp_path / "none.txt")], ["compare", files[0], str(image)]):
        assert main(arguments) == 2
        err = capsys.readouterr().err
        assert err.count("\n") == 1
        assert err.endswith(".\n")


def test_it_runs_as_a_module_without_django(files):
    code = "import sys, commitments.text.__main__; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_output_is_utf_8_whatever_the_terminal_speaks(tmp_path, monkeypatch):
    said = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(said, encoding="ascii"))
    policy = tmp_path / "policy.txt"
    policy.write_text("We will test “frontier” models.", encoding="utf-8")

    assert main(["read", str(policy)]) == 0
    assert "We will test “frontier” models." in said.getvalue().decode("utf-8")


def test_a_reader_who_went_away_is_no_error_worth_a_word(files, monkeypatch, capsys):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", encoding="utf-8") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        assert main(["compare", *files]) == 1

    assert capsys.readouterr().err == ""


def test_a_full_disk_is_told(files, monkeypatch, capsys):
    class Full(io.StringIO):
        def write(self, text):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sys, "stdout", Full())
    assert main(["compare", *files]) == 2
    assert capsys.readouterr().err == (
        "The output cannot be written (No space left on device). Check where it goes.\n"
    )
