"""Reads a git repository that nobody vouches for, through the ``git`` command, one object in memory at a time.

A repository's configuration can name programs: hooks, filters, pagers, signature checkers, transports. None of
what is asked for here needs one, and what could start one is turned off all the same.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import IO, Any, Self

from commitments.errors import TrackerError

_OFF = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.pager": "cat",
    "core.alternateRefsCommand": "true",
    "log.showSignature": "false",
    "log.follow": "false",
    "gpg.program": "false",
    "i18n.logOutputEncoding": "UTF-8",
}
_ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_ALLOW_PROTOCOL": "none",  # a partial clone fetches nothing, over no transport
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_PAGER": "cat",
}
PORTION = 64 * 1024
MOST_BYTES = 25 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Commit:
    sha: str
    at: datetime  # the author's date: a rebase leaves it
    message: str


@dataclass(frozen=True, slots=True)
class Repository:
    git_dir: Path

    @classmethod
    def at(cls, path: Path) -> "Repository":
        """The repository in a folder, bare or not. Raises TrackerError."""
        for folder in (path / ".git", path):  # a file .git could lead anywhere
            if (folder / "HEAD").is_file() and (folder / "objects").is_dir():
                return cls(folder.resolve())
        raise TrackerError("no_repository", f"{path} is not a git repository.")

    def commits(self, document: str) -> Iterator[Commit]:
        """Every commit that touched a document, oldest first."""
        form = "--format=%H%n%aI%n%B"
        words = ("log", "-z", "--reverse", form, "--no-show-signature", "--no-color", "--no-notes")
        for record in self._parts(*words, "HEAD", "--", document):
            sha, at, message = record.lstrip("\n").split("\n", 2)
            yield Commit(sha, datetime.fromisoformat(at), message)

    def documents(self) -> list[str]:
        """The paths of the Markdown files of the newest commit that lie in a folder."""
        names = self._parts("ls-tree", "-r", "-z", "--name-only", "--full-tree", "HEAD")
        return [name for name in names if "/" in name and name.endswith(".md")]

    def origin(self) -> str:
        """The address that it was cloned from, "" if it has none."""
        try:
            return next(self._parts("config", "--local", "-z", "--get", "remote.origin.url"), "")
        except TrackerError:
            return ""

    def _parts(self, *words: str) -> Iterator[str]:
        """What git says, cut at its zero bytes while it says it. Raises TrackerError."""
        with subprocess.Popen(
            self.command(*words),
            env=_ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as process:
            rest = b""
            while portion := _pipe(process.stdout).read1(PORTION):
                *whole, rest = (rest + portion).split(b"\0")
                yield from (part.decode("utf-8", "replace") for part in whole)
            if rest:
                yield rest.decode("utf-8", "replace")
        if process.returncode:
            message = f"git {words[0]} failed in {self.git_dir}: is the repository whole?"
            raise TrackerError("bad_repository", message)

    def command(self, *words: str) -> list[str]:
        """A command line of git that runs nothing of the repository's choice."""
        off = [word for name, value in _OFF.items() for word in ("-c", f"{name}={value}")]
        # Named outright, so that git does not look for another one, nor at who owns it.
        return ["git", "--no-pager", f"--git-dir={self.git_dir}", *off, *words]


class Contents:
    """``with Contents(repository) as contents: contents.read(sha, path)``: one process for all of them."""

    def __init__(self, repository: Repository) -> None:
        self._command = repository.command("cat-file", "--batch")
        self._lock = Lock()  # one question at a time

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._command,
            env=_ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with closing(_pipe(self._process.stdout)):
            _pipe(self._process.stdin).close()
        self._process.wait()

    def read(self, sha: str, path: str) -> bytes | None:
        """The document as a commit left it; None if it removed it. Raises TrackerError."""
        with self._lock:
            return self._answer(sha, path)

    def _answer(self, sha: str, path: str) -> bytes | None:
        question, answers = _pipe(self._process.stdin), _pipe(self._process.stdout)
        question.write(f"{sha}:{path}\n".encode())
        question.flush()
        head = answers.readline().split()
        if head and head[-1] == b"missing":
            return None
        if len(head) != 3 or not head[2].isdigit():
            raise TrackerError("bad_repository", f"git cannot read {path} of {sha}.")
        size = int(head[2])
        if size > MOST_BYTES or head[1] != b"blob":
            _skip(answers, size + 1)
            message = f"{path} of {sha} is no document of at most {MOST_BYTES:,} bytes."
            raise TrackerError("too_large", message)
        body = answers.read(size + 1)
        if len(body) != size + 1:
            raise TrackerError("bad_repository", f"git stopped in {path} of {sha}.")
        return bytes(body[:-1])


def _skip(pipe: Any, size: int) -> None:
    while size > 0 and (portion := pipe.read(min(size, PORTION))):
        size -= len(portion)


def _pipe(pipe: IO[bytes] | None) -> Any:
    if pipe is None:
        raise AssertionError("the process was started with pipes")
    return pipe
