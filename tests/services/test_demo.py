"""``manage.py demo``, which `make demo` executes: from an empty folder to a published rewrite."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management.base import CommandError

from commitments.demo.publisher import DOCUMENTS
from commitments.management.commands import demo
from commitments.text.extract import read
from tests import databases
from tests.services.embedded_users import ROOT, environment, kill_servers

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def told(data_dir: Path, free_port: int, django_db_setup, django_db_blocker) -> str:
    """All that a whole demonstration says. Its database is there: to create and migrate one takes longest."""
    with django_db_blocker.unblock(), databases.without_record() as address:
        process = subprocess.run(
            [sys.executable, "manage.py", "demo", "--once"],
            cwd=ROOT,
            env=environment(data_dir, PORT=str(free_port), DATABASE_URL=address),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=180,
            check=False,
        )
    kill_servers(data_dir)
    assert process.returncode == 0, process.stdout
    return process.stdout


def test_it_tells_of_a_capture_a_silent_reupload_and_a_rewrite(told: str) -> None:
    paths = re.findall(r"http://127\.0\.0\.1:\d+(/policies/\S+/(?:versions|compare)/\S+)", told)
    assert [path.rpartition("policy/")[2] for path in paths] == [
        "versions/v1.0/",
        "compare/v1.0...v1.0-reupload-1/",
        "compare/v1.0-reupload-1...v2.0/",
    ]
    assert "Stopped" in told


def test_a_folder_with_the_real_record_is_refused(rsp, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "call_command", lambda *args, **options: None)
    with pytest.raises(CommandError, match="a folder of its own"):
        demo.Command().prepare()


@pytest.mark.parametrize("path", sorted(DOCUMENTS.iterdir()), ids=lambda path: path.name)
def test_every_document_says_that_it_is_invented(path: Path) -> None:
    assert "invented to show how the tracker works" in read(path.read_bytes(), path.name).text
