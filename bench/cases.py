"""Small pages whose changed words are known: both texts come back, and only what changed is marked."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import corpus, scripts
from bench.corpus import Pair
from bench.differs import Differ, all_differs
from bench.figures import Figure, Unit
from bench.gold import share
from bench.marking import figure_of
from bench.tokens import fewest_marks, words
from commitments.errors import ExtractError
from commitments.text.extract import read


@dataclass(frozen=True, slots=True)
class Case:
    pair: Pair
    went: Counter[str]
    came: Counter[str]


def figures(folder: Path) -> list[Figure]:
    """The share of pairs that each tool gets right; white space is no matter here."""
    rows = list(corpus.json_lines(folder / "diff" / "cases.jsonl"))
    with TemporaryDirectory() as place:
        cases = [_case(row, Path(place) / str(number)) for number, row in enumerate(rows)]
        differs = all_differs()
        values = {
            differ.name: None
            if differ.missing
            else share(case is not None and is_right(differ, case) for case in cases)
            for differ in differs
        }
    what = f"diff pairs right (pairs: {len(cases)})"
    return [figure_of(differs, what, values, Unit.SHARE, 1.0, at_most=False)]


def _case(row: dict[str, object], place: Path) -> Case | None:
    """The pages' texts as our reader has them, for every tool alike; None where it reads nothing."""
    paths = place.with_suffix(".old.md"), place.with_suffix(".new.md")
    try:
        for path, page in zip(paths, (row["a"], row["b"]), strict=True):
            path.write_bytes(read(str(page).encode(), "text/html").text.encode())
    except ExtractError:
        return None
    went, came = (Counter(_words_of(row[name])) for name in ("expected_removed", "expected_added"))
    return Case(corpus.pair(str(row["id"]), *paths), went, came)


def _words_of(passages: object) -> list[str]:
    return words(" ".join(passages)) if isinstance(passages, list) else []


def is_right(differ: Differ, case: Case) -> bool:
    """Where equally small scripts mark different words, any of them is right."""
    old, new = case.pair.old, case.pair.new
    script = differ.script(case.pair, differ.make(case.pair))
    if old == new:
        script = script or [(scripts.SAME, old)]  # git and others say nothing of equal texts
    if not scripts.rebuilt_but_for_space(script, old, new):
        return False
    went, came = Counter(scripts.went(script)), Counter(scripts.came(script))
    as_coded = went <= case.went and came <= case.came
    return as_coded or went.total() + came.total() <= fewest_marks(old, new)
