import json
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
    assert main(["compare", *files, "--json"]) == 0

    assert json.loads(capsys.readouterr().out)["counts"]["edited"] == 1


def test_read_prints_blocks_and_commitments(files, capsys):
    assert main(["read", files[0]]) == 0

    out = capsys.readouterr().out
    assert "## 1. Evaluation" in out
    assert "must (will): We will evaluate each model before deployment." in out


def test_a_file_that_is_missing_or_unreadable_is_one_sentence_and_exit_1(tmp_path, files, capsys):
    image = tmp_path / "scan.png"
    image.write_bytes(b"\x89PNG\r\n\x1a\n")

    for arguments in (["read", str(tmp_path / "none.txt")], ["compare", files[0], str(image)]):
        assert main(arguments) == 1
        err = capsys.readouterr().err
        assert err.count("\n") == 1
        assert err.endswith(".\n")


def test_it_runs_as_a_module_without_django(files):
    code = "import sys, commitments.text.__main__; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
