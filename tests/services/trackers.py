"""The whole tracker as one tree of processes: ``manage.py serve``."""

import subprocess
import sys
import threading
from pathlib import Path

import psutil

from tests.services.embedded_users import ROOT, environment, servers


class Tracker:
    """One run of ``manage.py serve``."""

    def __init__(self, data: Path, port: int, **settings: str) -> None:
        self.data, self.port = data, port
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=environment(data, PORT=str(port), **settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self._rest: threading.Thread | None = None

    def read_until(self, wanted: str) -> "Tracker":
        """Read on until a line holds this; the end of the output is a failure."""
        for line in self.process.stdout:
            self.lines.append(line)
            if wanted in line:
                return self
        raise AssertionError("".join(self.lines))

    def read_on(self) -> "Tracker":
        """Go on reading in the background: who says much would wait for a reader."""
        self._rest = threading.Thread(target=self.lines.extend, args=[self.process.stdout])
        self._rest.start()
        return self

    def everything(self) -> list[psutil.Process]:
        """The supervisor, what it started, and the embedded servers."""
        return [psutil.Process(self.process.pid), *self.children(), *servers(self.data)]

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def ended(self) -> int:
        """Wait for the end; the exit code."""
        if self._rest is not None:
            self.process.wait(timeout=90)
            self._rest.join()
            self.process.stdout.close()
            return self.process.returncode
        output, _ = self.process.communicate(timeout=90)
        self.lines.append(output)
        return self.process.returncode
