"""Typst with fonts that come with the tracker, so that the same paper gives the same file on every machine.

Imports nothing of the tracker: ``typesetting`` runs it as a program.
"""

import contextlib
import json
import os
import resource
import sys
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import typst

NOT_SET = 3  # exit code: Typst refuses, and says why on standard error
# Noto for the scripts and signs that Typst's own fonts lack.
_PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk")


@cache
def typesetter() -> typst.Compiler:
    """Some 10 ms the first time. Never the machine's fonts."""
    places = [str(files(package)) for package in _PACKAGES]
    return typst.Compiler(font_paths=places, ignore_system_fonts=True)


def main() -> int:
    """A question as JSON on standard input, a PDF on standard output; ends for want of memory or time."""
    asked = json.loads(sys.stdin.buffer.read())
    _limit(asked["megabytes"], asked["seconds"])
    try:
        pdf: Any = typesetter().compile(
            asked["template"].encode(),
            format="pdf",
            sys_inputs={"paper": asked["paper"]},
            pdf_standards=asked["standards"],
            timestamp=datetime.fromisoformat(asked["made"]),
        )
    except typst.TypstError as error:
        sys.stderr.write(error.message)
        return NOT_SET
    except MemoryError:
        os.abort()  # as Typst itself does where it is refused memory
    sys.stdout.buffer.write(pdf)
    return 0


def _limit(megabytes: int, seconds: int) -> None:
    """macOS does not hold a process to its address space; there only the time is bounded, and memory by it."""
    for kind, most in (
        (resource.RLIMIT_AS, megabytes << 20),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    sys.exit(main())
