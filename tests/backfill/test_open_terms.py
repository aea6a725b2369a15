"""backfill open-terms: each commit of a document is a dated capture; the repository runs nothing."""

import subprocess
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from commitments.backfill.git import Contents, Repository
from commitments.backfill.open_terms import is_technical
from commitments.errors import TrackerError
from commitments.models import Snapshot, Source
from tests.backfill.builders import WORDS, drafts

DOCUMENT = "Example Lab/Usage Policy.md"
AUTHOR = {
    "GIT_AUTHOR_NAME": "Archive",
    "GIT_AUTHOR_EMAIL": "archive@example.org",
    "GIT_COMMITTER_NAME": "Archive",
    "GIT_COMMITTER_EMAIL": "archive@example.org",
    "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "PATH": "/usr/bin:/bin",
}


def git(repository: Path, *words: str, at: str = "2024-01-01T12:00:00Z") -> None:
    command = ["git", "-C", str(repository), *words]
    subprocess.run(command, env=AUTHOR | {"GIT_AUTHOR_DATE": at}, check=True, capture_output=True)


def commit(repository: Path, text: str, at: str, message: str, document: str = DOCUMENT) -> None:
    path = repository / document
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"# Usage policy\n\n{WORDS.get(text, text)}\n")
    git(repository, "add", "-A")
    git(repository, "commit", "-m", message, at=at)


@pytest.fixture
def repository(tmp_path) -> Path:
    """First record, a change, a technical upgrade, another change; and a document beside it."""
    path = tmp_path / "lab-versions"
    path.mkdir()
    git(path, "init", "-q", "-b", "main")
    (path / "README.md").write_text("# Versions")
    of = "Example Lab Usage Policy"
    commit(path, "A", "2024-01-01T12:00:00+01:00", f"First record of {of}\n\nFrom snapshot abc")
    commit(path, "B", "2024-02-01T12:00:00Z", f"Record new changes of {of}")
    commit(path, "C", "2024-03-01T12:00:00Z", f"Apply technical or declaration upgrade on {of}")
    commit(path, "D", "2024-04-01T12:00:00Z", f"Record new changes of {of}")
    commit(path, "B", "2024-04-02T12:00:00Z", "First record of another", "Example Lab/Terms.md")
    return path


def backfill(*words: object) -> str:
    out = StringIO()
    call_command("backfill", "open-terms", *map(str, words), stdout=out, stderr=out)
    return out.getvalue()


def texts() -> list[tuple[str, str]]:
    return [(label, text.removeprefix("Usage policy ")) for label, text in drafts()]


def test_each_commit_is_a_dated_capture_and_an_upgrade_is_no_change(repository, source):
    said = backfill(repository, "--document", DOCUMENT, "--source", source.pk)
    assert texts() == [
        ("captured 2024-01-01", WORDS["A"]),
        ("captured 2024-02-01", WORDS["B"]),
        ("captured 2024-04-01", WORDS["D"]),
    ]
    assert "4 captures taken" in said
    told = [s.provenance for s in Snapshot.objects.order_by("fetched_at")]
    assert [facts.get("is_technical", False) for facts in told] == [False, False, True, False]
    assert told[0]["document"] == DOCUMENT
    assert told[0]["message"].startswith("First record of Example Lab")


def test_new_commits_are_added_to_what_is_there(repository, source):
    words = (repository, "--document", DOCUMENT, "--source", source.pk)
    backfill(*words)
    commit(repository, "A", "2024-05-01T12:00:00Z", "Record new changes")
    assert "1 captures taken, 4 known before" in backfill(*words)
    assert len(texts()) == 4


def test_the_only_document_need_not_be_named(tmp_path, source):
    git(tmp_path, "init", "-q")
    commit(tmp_path, "A", "2024-01-01T12:00:00Z", "First record")
    backfill(tmp_path, "--source", source.pk)
    assert len(texts()) == 1


def test_of_several_documents_the_names_are_given(repository, source):
    with pytest.raises(CommandError, match=r"Example Lab/Terms\.md, Example Lab/Usage Policy\.md"):
        backfill(repository, "--source", source.pk)


def test_a_document_that_never_was_is_refused(repository, source):
    with pytest.raises(CommandError, match="no commit of nothing"):
        backfill(repository, "--document", "nothing.md", "--source", source.pk)


def test_a_policys_source_is_where_the_document_stands_on_the_web(repository, rsp):
    git(repository, "remote", "add", "origin", "https://git.example/lab-versions.git")
    backfill(repository, "--document", DOCUMENT, "--policy", str(rsp))
    address = "https://git.example/lab-versions/blob/HEAD/Example%20Lab/Usage%20Policy.md"
    assert Source.objects.get(url=address).kind == "upload"
    assert len(texts()) == 3


def test_a_clone_of_no_public_place_needs_a_source(repository, rsp):
    with pytest.raises(CommandError, match="give --source"):
        backfill(repository, "--document", DOCUMENT, "--policy", str(rsp))


def test_a_removed_document_is_no_text(repository, source):
    git(repository, "rm", "-q", DOCUMENT)
    git(repository, "commit", "-m", "Stop", at="2024-06-01T12:00:00Z")
    said = backfill(repository, "--document", DOCUMENT, "--source", source.pk)
    assert "1 failed" in said
    assert len(texts()) == 3


@pytest.mark.parametrize(
    ("message", "technical"),
    [
        ("Apply technical or declaration upgrade on Example Lab Terms", True),
        ("Refilter Example Lab Terms", True),
        ("Technical upgrade of Example Lab Terms", True),
        ("Record new changes of Terms\n\nTechnical-Upgrade: yes", True),
        ("Record new changes of Technical upgrade policy", False),
        ("First record of Example Lab Terms", False),
    ],
)
def test_upgrades_are_known_by_what_the_commit_says(message, technical):
    assert is_technical(message) is technical


# --- hostile repositories -----------------------------------------------------------------------------------


def test_nothing_that_a_repository_names_is_run(repository, source, tmp_path):
    mark = tmp_path / "was-run"
    script = tmp_path / "evil"
    script.write_text(f"#!/bin/sh\ntouch '{mark}'\ncat\n")
    script.chmod(0o755)
    for name in (
        *("core.fsmonitor", "core.pager", "core.sshCommand", "core.editor", "gpg.program"),
        *("diff.external", "diff.evil.textconv", "filter.evil.smudge", "filter.evil.clean"),
        *("pager.log", "pager.cat-file", "uploadpack.packObjectsHook", "core.alternateRefsCommand"),
    ):
        git(repository, "config", name, str(script))
    git(repository, "config", "log.showSignature", "true")
    git(repository, "config", "protocol.ext.allow", "always")
    git(repository, "config", "remote.origin.url", f"ext::{script}")
    git(repository, "config", "remote.origin.promisor", "true")
    git(repository, "config", "core.hooksPath", str(tmp_path))
    (repository / ".git/info/attributes").write_text("*.md diff=evil filter=evil\n")
    for hook in ("post-checkout", "post-index-change", "reference-transaction", "pre-auto-gc"):
        (tmp_path / hook).write_bytes(script.read_bytes())
        (tmp_path / hook).chmod(0o755)
    backfill(repository, "--document", DOCUMENT, "--source", source.pk)
    assert len(texts()) == 3
    assert not mark.exists()


def test_an_object_that_is_missing_is_not_asked_for_elsewhere(repository, source, tmp_path):
    mark = tmp_path / "was-run"
    git(repository, "config", "protocol.ext.allow", "always")
    git(repository, "config", "remote.origin.url", f"ext::sh -c touch% {mark}")
    git(repository, "config", "remote.origin.promisor", "true")
    git(repository, "config", "remote.origin.partialclonefilter", "blob:none")
    git(repository, "config", "core.repositoryFormatVersion", "1")
    git(repository, "config", "extensions.partialClone", "origin")
    name = f"HEAD~4:{DOCUMENT}"
    found = subprocess.run(
        ["git", "-C", str(repository), "rev-parse", name],
        env=AUTHOR,
        capture_output=True,
        text=True,
    ).stdout.strip()
    (repository / ".git/objects" / found[:2] / found[2:]).unlink()
    assert "1 failed" in backfill(repository, "--document", DOCUMENT, "--source", source.pk)
    assert len(texts()) == 2
    assert not mark.exists()


def test_a_link_to_another_repository_is_not_followed(repository, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / ".git").write_text(f"gitdir: {repository / '.git'}\n")
    with pytest.raises(TrackerError, match="not a git repository"):
        Repository.at(other)


def test_pathspec_magic_and_options_are_plain_names(repository):
    clone = Repository.at(repository)
    assert not list(clone.commits(":(glob)**"))
    assert not list(clone.commits("--all"))


def test_a_folder_in_a_documents_place_is_no_document(repository):
    with Contents(Repository.at(repository)) as contents:
        with pytest.raises(TrackerError, match="no document"):
            contents.read("HEAD", "Example Lab")
        assert contents.read("HEAD", DOCUMENT)


def test_a_bare_clone_will_do(repository, tmp_path, source):
    bare = tmp_path / "bare.git"
    git(tmp_path, "clone", "-q", "--bare", str(repository), str(bare))
    backfill(bare, "--document", DOCUMENT, "--source", source.pk)
    assert len(texts()) == 3
