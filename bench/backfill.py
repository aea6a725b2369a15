"""Real series replayed through the real pipeline, and what was proposed held against what is known of them.

Needs the database, so it runs as a scratch tracker: ``python -m bench.backfill SERIES`` prints the counts as
JSON, and ``--versions N`` what so many versions of a policy cost.
"""

import argparse
import csv
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from os import cpu_count
from pathlib import Path
from time import perf_counter
from typing import Any

from bench import made, scratch
from bench.figures import Figure, Unit

LASTS = timedelta(days=7)  # a text that stays so long is no part of a flip-flop
_TARGET = re.compile(r"\]\([^)]*\)")
_RULE = re.compile(r"^\s*(?:[-*_=][ \t]*){3,}$", re.M)
_QUOTES = str.maketrans("‘’“”–—\u00a0", "''\"\"-- ")


@dataclass(frozen=True, slots=True)
class Counts:
    captures: int = 0
    same: int = 0
    proposed_for_same: int = 0
    new: int = 0
    new_proposed: int = 0
    flip_flops: int = 0
    flip_flops_told: int = 0
    flips: int = 0
    flips_proposed: int = 0
    lasting: int = 0
    lasting_proposed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        ours, theirs = asdict(self), asdict(other)
        return Counts(**{name: ours[name] + theirs[name] for name in ours})


@dataclass(frozen=True, slots=True)
class Row:
    file: Path
    at: datetime
    text: str  # as a reader sees it


def figures(folder: Path) -> list[Figure]:
    """The four counts over the noisy series, and one series of real versions."""
    series = folder / "series"
    noise = _in_a_process([*sorted(series.glob("noise-*"))])
    versions = _in_a_process([series / "openai-usage-policies"])
    of = f"captures: {noise.captures}"
    return [
        Figure("versions proposed for the same text", noise.proposed_for_same, Unit.COUNT, 0.0,
               at_most=True, note=f"{of}, with the text before: {noise.same}"),
        Figure("new texts proposed", _share(noise.new_proposed, noise.new), Unit.SHARE, 1.0,
               note=f"{noise.new_proposed} of {noise.new}"),
        Figure("flip-flops told once", _share(noise.flip_flops_told, noise.flip_flops), Unit.SHARE,
               1.0, note=f"{noise.flip_flops_told} of {noise.flip_flops}"),
        Figure("versions proposed while a flip-flop lasts", noise.flips_proposed, Unit.COUNT, 0.0,
               at_most=True, note=f"turns: {noise.flips}"),
        Figure("lasting returns proposed", _share(noise.lasting_proposed, noise.lasting),
               Unit.SHARE, 1.0, note=f"{noise.lasting_proposed} of {noise.lasting}"),
        Figure("one policy's versions: different texts found",
               _share(versions.new_proposed, versions.new), Unit.SHARE, 1.0,
               note=f"{versions.new_proposed} of {versions.new}, in {versions.captures} captures"),
    ]  # fmt: skip


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _in_a_process(series: Sequence[Path]) -> Counts:
    return Counts(**scratch.run("bench.backfill", *map(str, series)))


def speed(versions: int) -> list[Figure]:
    """What it costs to back-fill so many versions of a policy of 20 kB."""
    found = scratch.run("bench.backfill", "--versions", str(versions))
    what, share = f"back-fill of {versions:,} versions of 20 kB", versions / 5000
    return [
        Figure(f"{what}: time", found["seconds"], Unit.SECONDS, 300 * share, at_most=True),
        Figure(f"{what}: processor time, PostgreSQL's included", found["cpu_seconds"],
               Unit.SECONDS, 500 * share, at_most=True),
        Figure(f"{what}: memory, all processes but PostgreSQL's", found["megabytes"],
               Unit.MEGABYTES, 500, at_most=True),
    ]  # fmt: skip


# --- what is known of a series ------------------------------------------------------------------------------


def rows_of(series: Path) -> list[Row]:
    """The captures of a series in the order of their times; a file's name begins with its day."""
    flags = series / "flags.tsv"
    if flags.is_file():
        with flags.open(encoding="utf-8", newline="") as file:
            times = {row["file"]: row["date"] for row in csv.DictReader(file, delimiter="\t")}
    else:
        names = sorted(path.name for path in series.glob("*.md"))
        times = {name: f"{name[:10]}T00:00:{n:02}+00:00" for n, name in enumerate(names)}
    return [
        Row(series / name, datetime.fromisoformat(at), plain((series / name).read_text("utf-8")))
        for name, at in times.items()
    ]


def plain(markdown: str) -> str:
    """What a reader sees of a text: no link targets, nothing invisible, one kind of quotes and of space."""
    shown = "".join(c for c in markdown if unicodedata.category(c) != "Cf")
    shown = _RULE.sub("", _TARGET.sub("]", shown)).replace("[]", "")
    return " ".join(shown.translate(_QUOTES).split())


def counts(rows: Sequence[Row], proposed: Sequence[datetime], told: int) -> Counts:
    """Hold the times of the proposed versions, and how many flip-flops were told, against the series."""
    runs = [list(run) for _, run in groupby(rows, key=lambda row: row.text)]
    texts = {row.at: row.text for row in rows}
    versions = [texts[at] for at in sorted(proposed)]
    first = {run[0].text: run[0].at for run in reversed(runs)}
    turns = turns_of(runs)
    flips = [run[0].at for run, turn in zip(runs, turns, strict=True) if turn > 1]
    lasting = list(lasting_returns(runs, set(proposed)))
    return Counts(
        captures=len(rows),
        same=len(rows) - len(runs),
        proposed_for_same=sum(old == new for old, new in pairwise(versions)),
        new=len(first),
        new_proposed=len(set(first.values()) & set(proposed)),
        flip_flops=turns.count(2),
        flip_flops_told=told,
        flips=len(flips),
        flips_proposed=len(set(flips) & set(proposed)),
        lasting=len(lasting),
        lasting_proposed=sum(lasting),
    )


def turns_of(runs: Sequence[list[Row]]) -> list[int]:
    """At each run, how often in a row two texts have taken turns without either staying for long."""
    found: list[int] = []
    for number, run in enumerate(runs):
        is_back = number > 1 and run[0].text == runs[number - 2][0].text
        was_short = number > 0 and run[0].at - runs[number - 1][0].at < LASTS
        found.append((found[-1] if was_short else 0) + 1 if is_back else 0)
    return found


def lasting_returns(runs: Sequence[list[Row]], proposed: set[datetime]) -> Iterator[bool]:
    """Of each text that came back and stayed, if another was proposed before it: whether it was proposed."""
    known: set[str] = set()
    last = ""
    for number, run in enumerate(runs):
        text, ends = run[0].text, (runs[number + 1][0] if number + 1 < len(runs) else run[-1]).at
        is_proposed = any(row.at in proposed for row in run)
        if text in known and text != last and ends - run[0].at >= LASTS:
            yield is_proposed
        known.add(text)
        last = text if is_proposed else last


# --- the pipeline, in a process of its own ------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.backfill", description=__doc__)
    parser.add_argument("series", nargs="*", type=Path)
    parser.add_argument("--versions", type=int, default=0, help="time so many made versions")
    options = parser.parse_args(arguments)
    scratch.prepare()
    if options.versions:
        answer: object = _timed(options.versions)
    else:
        answer = asdict(sum((_replayed(path) for path in options.series), Counts()))
    sys.stdout.write(f"{json.dumps(answer)}\n")
    return 0


def _run(name: str, bodies: Iterable[tuple[datetime, bytes]]) -> tuple[Any, Any]:
    from commitments.backfill.captures import Capture, Entry
    from commitments.backfill.running import run
    from commitments.fetching import Fetched

    source = scratch.source(name)

    def entry(at: datetime, body: bytes) -> Entry:
        fetched = Fetched(body, "text/markdown", source.url, at, {})
        return Entry(source, at.isoformat(), lambda: Capture(fetched))

    return source, run([entry(at, body) for at, body in bodies], hands=cpu_count() or 1)


def _replayed(series: Path) -> Counts:
    from commitments.capture.replaying import judged, series_of
    from commitments.sightings import Verdict

    rows = rows_of(series)
    source, done = _run(series.name, ((row.at, row.file.read_bytes()) for row in rows))
    for mark, error in done.failures:
        sys.stderr.write(f"{series.name} {mark}: {error}\n")
    _, verdicts, drafts = judged(series_of(source))
    return counts(rows, [draft.at for draft in drafts], verdicts.count(Verdict.FLIP_FLOP))


def _timed(versions: int) -> dict[str, float]:
    """How long so many versions of a policy of 20 kB take, and what processor time and memory."""
    day = datetime(2010, 1, 1, tzinfo=UTC)
    text = made.policy(3400)
    bodies = ((day + n * timedelta(days=1), _edited(text, n)) for n in range(versions))
    from commitments.reading.asking import stop_helpers

    before, started = scratch.cpu_seconds(), perf_counter()
    with scratch.peak_memory() as peak:
        _, done = _run("many", bodies)
    seconds = perf_counter() - started
    stop_helpers()
    return {
        "versions": done.replays[0][1].drafts,
        "bytes": len(text),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(scratch.cpu_seconds() - before, 1),
        "megabytes": round(peak.megabytes),
    }


def _edited(text: str, number: int) -> bytes:
    """Two sentences differ from version to version, each time in other places."""
    parts = text.split(". ")
    for step in (1, 7):
        place = number * step % len(parts)
        parts[place] = f"{parts[place]} for {number} days"
    return ". ".join(parts).encode()


if __name__ == "__main__":
    sys.exit(main())
