"""One change, then and now, as a picture (PNG or SVG) for a story, a post, or a link's preview."""

import json
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from commitments.exports.characters import printable
from commitments.exports.papers import Edition, Paper, Row, Subject
from commitments.exports.rows import SUMMARY
from commitments.exports.typesetter import typesetter

TEMPLATE = Path(__file__).with_name("card.typ")
LOUDEST = (
    "removed",
    "weakened",
    "relocated",
    "added",
    "strengthened",
    "edited",
)  # what a picture shows first
MOST_WORDS, MOST_TITLE = 230, 90  # characters
PIXELS = 72  # an inch: a point is a pixel


def render_png(paper: Paper) -> bytes:
    """1200 x 630 pixels; some 50 ms."""
    return _compiled(paper, "png")


def render_svg(paper: Paper) -> bytes:
    """The letters are drawn, so that it looks the same without the font."""
    return _compiled(paper, "svg")


def _compiled(paper: Paper, format: Literal["png", "svg"]) -> bytes:
    words = json.dumps(_card(paper), ensure_ascii=False)
    made: Any = typesetter().compile(
        TEMPLATE.read_bytes(), format=format, ppi=PIXELS, sys_inputs={"card": words}
    )
    return bytes(made)


def _card(paper: Paper) -> dict[str, Any]:
    then, now = _then_and_now(paper)
    shown = now or then
    edition = paper.editions[-1] if shown is None else shown.new
    return {
        "kicker": f"{edition.organization} · {edition.policy}",
        "title": _cut(shown.commitment if shown and shown.commitment else paper.title, MOST_TITLE),
        "sides": _sides(then, now),
        "credit": _credit(paper, shown),
        "address": urlsplit(paper.address).netloc,
    }


def _then_and_now(paper: Paper) -> tuple[Row | None, Row | None]:
    """Of a life its first words and what became of them last; of a comparison its loudest change."""
    if not paper.rows:
        return None, None
    if paper.subject is Subject.COMMITMENT:
        return paper.rows[0], paper.rows[-1]
    ranked = sorted(paper.rows, key=lambda row: (not row.commitment, _rank(row.outcome)))
    return ranked[0], ranked[0]


def _rank(outcome: str) -> int:
    return LOUDEST.index(outcome) if outcome in LOUDEST else len(LOUDEST)


def _sides(then: Row | None, now: Row | None) -> list[dict[str, Any]]:
    if then is None or now is None:
        return [_side("", "Nothing changed between the two.", "plain")]
    if then is now:
        first, words = now.old or now.new, now.before
    else:
        first, words = then.new, then.after
    left = _side(_name(first), words or "(not stated)", "plain")
    gone = not now.after
    right = _side(
        _name(now.new), now.before if gone else now.after, "gone" if gone else "came", now.outcome
    )
    return [left, {**right, "struck": gone}]


def _side(name: str, words: str, colour: str, mark: str = "") -> dict[str, Any]:
    return {
        "name": name,
        "words": _cut(words, MOST_WORDS),
        "colour": colour,
        "mark": mark,
        "struck": False,
    }


def _name(edition: Edition) -> str:
    day = edition.effective_on or edition.first_seen_on
    if day is None:
        return edition.label
    is_month = edition.is_month and edition.effective_on
    return f"{edition.label}, {'' if is_month else f'{day.day} '}{day:%B %Y}"


def _credit(paper: Paper, row: Row | None) -> str:
    stamp = paper.stamp
    told = [stamp.credit, f"data set {stamp.edition}, {stamp.codebook}, CC BY 4.0"]
    if row:
        whose = "tracker’s summary" if row.whose_words == SUMMARY else "publisher’s words"
        told += [whose, row.review.basis]
    return " · ".join(told)


def _cut(words: str, most: int) -> str:
    """At a word's end, with a sign that there is more."""
    text = " ".join(printable(words).split())
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"
