"""The tools that mark words, each as a call that is timed and a reading of what it made as a ``Script``."""

import importlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from importlib.util import find_spec
from typing import Any, NamedTuple

from bench.corpus import Pair
from bench.scripts import SAME, Script, Side
from commitments.text import diff as engine
from commitments.text.blocks import Op

OURS = "tracker"
GIT = "git --word-diff --histogram"

_PIP = "not installed: make bench installs it"
_WORD_OR_SIGN = re.compile(r"\s+|\w+|[^\w\s]")
_WORD_WITH_SPACE = re.compile(r"\s*\S+|\s+$")
_OPS = {Op.EQUAL: SAME, Op.DELETE: Side.OLD, Op.INSERT: Side.NEW}
_TYPES = {"equal": SAME, "delete": Side.OLD, "insert": Side.NEW}
_GIT = [
    *("git", "diff", "--no-index", "--no-color", "--no-ext-diff"),
    *("--word-diff=porcelain", "--histogram", "-U1000000"),
]
_WDIFF = ["wdiff", "-w", "\1", "-x", "\2", "-y", "\3", "-z", "\4"]
_WDIFF_MARKS = {"\1": Side.OLD, "\2": SAME, "\3": Side.NEW, "\4": SAME}


class Differ(NamedTuple):
    """``make`` is what is timed; ``missing`` says how to get a tool that is not here."""

    name: str
    make: Callable[[Pair], Any]
    script: Callable[[Pair, Any], Script]
    missing: str = ""


def all_differs() -> list[Differ]:
    """Ours first, git second."""
    return [
        Differ(OURS, _ours, lambda pair, spans: [(_OPS[span.op], span.text) for span in spans]),
        Differ(GIT, _git, lambda pair, out: from_git(out.decode()), _unless_command("git")),
        Differ(
            "wdiff", _wdiff, lambda pair, out: from_wdiff(out.decode()), _unless_command("wdiff")
        ),
        Differ(
            "fast-diff-match-patch by word",
            _match_patch,
            lambda pair, made: made,
            "" if find_spec("fast_diff_match_patch") else _PIP,
        ),
        Differ("redlines", _redlines, _from_redlines, "" if find_spec("redlines") else _PIP),
        Differ("difflib", _difflib, _from_difflib),
    ]


def _unless_command(name: str) -> str:
    return "" if shutil.which(name) else f"not installed: apt install {name}"


def _ours(pair: Pair) -> Any:
    return engine.diff(pair.old, pair.new)


def _git(pair: Pair) -> bytes:
    return _output([*_GIT, str(pair.old_path), str(pair.new_path)])


def _wdiff(pair: Pair) -> bytes:
    return _output([*_WDIFF, str(pair.old_path), str(pair.new_path)])


def _output(command: Sequence[str]) -> bytes:
    """Both tools exit with 1 where texts differ."""
    return subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout


def from_git(output: str) -> Script:
    """Each line says what became of its words; "~" is a line's end in the texts."""
    script: Script = []
    is_body = False
    for line in output.split("\n"):
        if not is_body:
            is_body = line.startswith("@@")
        elif line == "~":
            script.append((SAME, "\n"))
        elif line[:1] in (Side.OLD, Side.NEW):
            script.append((line[0], line[1:]))
        elif line[:1] == " ":
            script.append((SAME, line[1:]))
    return script


def from_wdiff(output: str) -> Script:
    script: Script = []
    op: str = SAME
    for part in re.split("([\1-\4])", output):
        if part in _WDIFF_MARKS:
            op = _WDIFF_MARKS[part]
        elif part:
            script.append((op, part))
    return script


def _match_patch(pair: Pair) -> Script:
    """Each word, sign and run of white space as one character."""
    peer = importlib.import_module("fast_diff_match_patch")
    codes: dict[str, str] = {}
    old, new = (
        "".join(
            [codes.setdefault(token, _code(len(codes))) for token in _WORD_OR_SIGN.findall(text)]
        )
        for text in (pair.old, pair.new)
    )
    tokens = {code: token for token, code in codes.items()}
    made = peer.diff(old, new, timelimit=0, cleanup="No", counts_only=False)
    return [(op, "".join([tokens[code] for code in text])) for op, text in made]


def _code(number: int) -> str:
    """A character of its own for each number, surrogates passed over."""
    return chr(number + 1 if number < 0xD7FF else number + 0x801)


def _redlines(pair: Pair) -> Any:
    made = importlib.import_module("redlines").Redlines(pair.old, pair.new)
    _ = made.opcodes
    return made


def _from_redlines(pair: Pair, made: Any) -> Script:
    script: Script = []
    for change in json.loads(made.output_json())["changes"]:
        if change["type"] == "replace":
            script += [(Side.OLD, change["source_text"]), (Side.NEW, change["test_text"])]
        else:
            script.append((_TYPES[change["type"]], change["text"]))
    return script


def _difflib(pair: Pair) -> Any:
    old, new = (_WORD_WITH_SPACE.findall(text) for text in (pair.old, pair.new))
    return SequenceMatcher(None, old, new, autojunk=False).get_opcodes(), old, new


def _from_difflib(pair: Pair, made: Any) -> Script:
    opcodes, old, new = made
    script: Script = []
    for tag, a, b, c, d in opcodes:
        if tag == "equal":
            script.append((SAME, "".join(old[a:b])))
        else:
            script += [(Side.OLD, "".join(old[a:b])), (Side.NEW, "".join(new[c:d]))]
    return script
