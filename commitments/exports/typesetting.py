"""PDFs set in a process of their own, within limits.

Typst keeps what it has laid out for the next file: ten redlines of 20,000 words grow a process to 1 GB. A child
takes that with it, and what is too much for it ends it alone. It costs 50 ms of processor time to start.
"""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from commitments.errors import TrackerError
from commitments.exports.typesetter import NOT_SET

PROGRAM = Path(__file__).with_name("typesetter.py")
MEGABYTES = 3_000  # of address space: two texts of 100,000 words each take 1.1 GB
SECONDS = 120  # of processor time; they take 7 to 14
KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")  # of the environment; its secrets stay here
TOO_MUCH = (
    "This is too long to be typeset (it takes more than"
    f" {SECONDS} s or {MEGABYTES:,} MB); take the Word or the HTML file."
)


class NotSetError(Exception):
    """Typst refuses; its words say why."""


def typeset(template: Path, paper: str, *, made: datetime, standards: list[str]) -> bytes:
    """The PDF that the template makes of ``paper`` (JSON).

    Raises NotSetError, and TrackerError ``too_long`` where the child died of its limits.
    """
    question = {
        "template": template.read_text("utf-8"),
        "paper": paper,
        "made": made.isoformat(),
        "standards": standards,
        "megabytes": MEGABYTES,
        "seconds": SECONDS,
    }
    done = subprocess.run(
        [sys.executable, "-I", str(PROGRAM)],
        input=json.dumps(question).encode(),
        env={name: os.environ[name] for name in KEPT if name in os.environ},
        capture_output=True,
        check=False,
    )
    if done.returncode == NOT_SET:
        raise NotSetError(done.stderr.decode())
    if done.returncode < 0:  # killed by a signal
        raise TrackerError("too_long", TOO_MUCH)
    if done.returncode:
        raise RuntimeError(done.stderr.decode())
    return done.stdout
