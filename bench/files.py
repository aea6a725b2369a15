"""What a file costs: from what is asked for by name to its bytes, beside programs that do the same.

Runs as a scratch tracker, ``python -m bench.files OLD NEW`` (two files of text), and there as a process for
each format, ``python -m bench.files FORMAT LABEL LABEL``: like a web process it has made a file before.
"""

import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from docx import Document

from bench import corpus, made, office, papers, scratch, timing
from bench.figures import Figure, Peer, Unit
from commitments.text.extract import read

_OWNER, _POLICY = "anthropic", "responsible-scaling-policy"
_SHORT, _LONG = ("b1", "b2"), ("b3", "b4")  # labels of the two texts, and of ten times as much
_EFFECTIVE = {label: date(2030, 1, day) for day, label in enumerate((*_SHORT, *_LONG), 1)}
_TIMES = 10
_MADE_WORDS = 10_000
_MOST_MEGABYTES = 300.0
_OFTEN = 0.02  # seconds between two looks at the memory


class Wanted(NamedTuple):
    title: str
    most_seconds: float


FILES = {
    "html": Wanted("HTML", 0.3),
    "docx": Wanted("Word", 1.0),
    "pdf": Wanted("PDF", 2.0),
    "zip": Wanted("evidence pack", 3.0),
}


def figures(folder: Path | None) -> list[Figure]:
    """Processor time and memory of each format for a rewrite, and for ten times as much."""
    with TemporaryDirectory() as place:
        name, old, new = _texts(folder, Path(place))
        costs = scratch.run("bench.files", str(old), str(new))
        peers = dict(_peers(old, new))
    return [*_rewrite(name, costs, peers), *_longer(name, costs)]


def _rewrite(name: str, costs: Any, peers: dict[str, tuple[Peer, ...]]) -> Iterator[Figure]:
    for made_as, (title, most) in FILES.items():
        seconds, megabytes = costs[f"{made_as} {' '.join(_SHORT)}"]
        what = f"{name} as {title}"
        others = peers.get(made_as, ())
        yield Figure(
            f"{what}: processor time", seconds, Unit.SECONDS, most, at_most=True, peers=others
        )
        yield Figure(f"{what}: memory", megabytes, Unit.MEGABYTES, _MOST_MEGABYTES, at_most=True)


def _longer(name: str, costs: Any) -> Iterator[Figure]:
    """Where nothing was asked for; such PDFs and packs are made by a worker."""
    for made_as, (title, _) in FILES.items():
        seconds, megabytes = costs[f"{made_as} {' '.join(_LONG)}"]
        what = f"ten times {name} as {title}: processor time"
        yield Figure(what, seconds, Unit.SECONDS, note=f"{megabytes:.0f} MB")


def _texts(folder: Path | None, place: Path) -> tuple[str, Path, Path]:
    if folder:
        return "v1.0 to v2.0", corpus.policy(folder, "v1.0"), corpus.policy(folder, "v2.0")
    old, new = place / "old.txt", place / "new.txt"
    text = made.policy(_MADE_WORDS)
    old.write_text(text, encoding="utf-8")
    new.write_text(made.revised(text), encoding="utf-8")
    return "a made policy and its revision", old, new


# --- other programs -----------------------------------------------------------------------------------------


def _peers(old: Path, new: Path) -> Iterator[tuple[str, tuple[Peer, ...]]]:
    """What others take: who are given both texts, or our Word file."""
    papers.prepare()
    from commitments.exports import word

    pair = corpus.pair("peers", old, new)
    with TemporaryDirectory() as place:
        file = Path(place) / "redline.docx"
        file.write_bytes(word.render(papers.compared(pair).paper))
        yield "html", (_redlines(pair), _pandoc(file, "html"))
        yield "docx", (_docxodus(pair), _pandoc(file, "docx"))
        yield "pdf", (_libreoffice(file),)


def _redlines(pair: corpus.Pair) -> Peer:
    def compare() -> None:
        _ = import_module("redlines").Redlines(pair.old, pair.new).output_markdown

    return _peer("redlines", "redlines", compare)


def _pandoc(file: Path, to: str) -> Peer:
    def convert() -> None:
        options = ["--track-changes=all", "--standalone"]
        target = str(file.with_suffix(f".pandoc.{to}"))
        import_module("pypandoc").convert_file(
            str(file), to, format="docx", outputfile=target, extra_args=options
        )

    return _peer(f"pandoc, from our Word file to {to}", "pypandoc", convert)


def _docxodus(pair: corpus.Pair) -> Peer:
    sides = [_as_word(text) for text in (pair.old, pair.new)]

    def compare() -> None:
        engine = import_module("python_redlines").DocxodusEngine()
        engine.run_redline("bench", original=sides[0], modified=sides[1])

    return _peer("python-redlines, given two Word files", "python_redlines", compare)


def _libreoffice(file: Path) -> Peer:
    name = "LibreOffice, from our Word file"
    if office.soffice() is None:
        return Peer(name, None, office.HINT)
    return Peer(name, timing.once(lambda: office.as_pdf(file), timing.work))


def _peer(name: str, module: str, call: Callable[[], None]) -> Peer:
    if find_spec(module) is None:
        return Peer(name, None, "not installed: make peers")
    return Peer(name, timing.once(call, timing.work))


def _as_word(text: str) -> bytes:
    """One text as a Word file, a paragraph for each block."""
    out, document = io.BytesIO(), Document()
    for block in read(text.encode(), "text/plain").blocks:
        document.add_paragraph(block.text)
    document.save(out)
    return out.getvalue()


# --- in the scratch tracker ---------------------------------------------------------------------------------


def main(arguments: list[str]) -> int:
    if len(arguments) == 2:
        found: Any = _all(*map(Path, arguments))
    else:
        found = _one(arguments[0], arguments[1], arguments[2])
    sys.stdout.write(json.dumps(found))
    return 0


def _all(old: Path, new: Path) -> dict[str, Any]:
    """What each format of both pairs costs, by its name and the labels."""
    scratch.prepare()
    from django.core.management import call_command

    call_command("load_dataset", stdout=sys.stderr)
    texts = [file.read_text(encoding="utf-8") for file in (old, new)]
    for label, text in zip(_SHORT, texts, strict=True):
        _publish(label, text)
    for label, text in zip(_LONG, texts, strict=True):
        _publish(label, made.enlarged(text, _TIMES))
    return {
        f"{name} {' '.join(labels)}": _in_a_process(name, *labels)
        for labels in (_SHORT, _LONG)
        for name in FILES
    }


def _publish(label: str, text: str) -> None:
    from commitments import capture, review
    from commitments.drafts import Edition
    from commitments.models import Policy

    version = capture.import_document(
        policy=Policy.objects.get(organization__slug=_OWNER, slug=_POLICY),
        data=text.encode(),
        media_type="text/plain",
        source_url="",
        edition=Edition(label, effective_on=_EFFECTIVE[label]),
    )
    review.publish_version(version=version, by=None, actor="bench")


def _in_a_process(*arguments: str) -> Any:
    command = [sys.executable, "-m", "bench.files", *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def _one(name: str, old: str, new: str) -> tuple[float, float]:
    """Seconds of processor time and megabytes, after a small file of another kind."""
    scratch.prepare()
    from commitments.exports import FORMATS
    from commitments.exports.gathering import Gatherer
    from commitments.exports.orders import Order
    from commitments.exports.papers import Subject

    names = {"organization": _OWNER, "policy": _POLICY, "old": old, "new": new}
    order, gatherer = Order(Subject.COMPARISON, names, {}), Gatherer("https://tracker.example")
    warm = Order(Subject.COMPARISON, {**names, "new": old}, {})
    warm.find().file(FORMATS["txt"], gatherer)
    with scratch.peak_memory(_OFTEN) as peak:
        seconds = timing.once(lambda: order.find().file(FORMATS[name], gatherer), timing.work)
    return seconds, peak.megabytes


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
