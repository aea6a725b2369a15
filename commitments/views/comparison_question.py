"""What of a comparison is asked for, as it stands in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from commitments.asking import Asked
from commitments.errors import TrackerError
from commitments.models import Topic
from commitments.stretches import GUESS, Filters
from commitments.text.blocks import PairKind
from commitments.text.wording import RULES

VIEWS = {"changes": "Changes only", "all": "Whole text", "beside": "Side by side"}
KINDS = [kind for kind in (*PairKind, GUESS) if kind != PairKind.RETAINED]
# What became of a commitment: as somebody reads it, else by the two texts alone.
OUTCOMES = ["weakened", "removed", "relocated", "strengthened", "added", "retained", "edited"]
MOST_OPENED = 50  # folds of one address


@dataclass(frozen=True, slots=True)
class Question:
    """What of a comparison is asked for; all of it stands in the address."""

    view: str
    outcome: str  # of the recorded commitments; clauses have a kind instead
    filters: Filters
    page: int
    opened: tuple[int, ...]
    at: str  # a clause whose place is asked for

    @classmethod
    def of(cls, question: Asked) -> "Question":
        """Raises TrackerError for a choice that there is not."""
        return cls(
            question.choice("view", VIEWS) or "changes",
            question.choice("outcome", OUTCOMES),
            Filters(
                commitments=bool(question.flag("commitments")),
                kind=question.choice("kind", map(str, KINDS)),
                signal=question.choice("signal", RULES),
                topic=question.choice("topic", Topic.values),
            ),
            max(question.number("page", 1), 1),
            _opened(question.text("open")),
            question.text("at")[:60],
        )

    @property
    def look(self) -> dict[str, str]:
        """How the comparison is looked at, as parameters: another pair can be looked at the same way."""
        chosen = {
            "view": self.view if self.view != "changes" else "",
            "outcome": self.outcome,
            "commitments": "true" if self.filters.commitments else "",
            "kind": self.filters.kind,
            "signal": self.filters.signal,
            "topic": self.filters.topic,
        }
        return {name: value for name, value in chosen.items() if value}

    @property
    def is_for_everybody(self) -> bool:
        """Whether many ask so: only such pages are kept, for the others there are without number."""
        return self.filters == Filters() and not self.opened and not self.outcome


def _opened(places: str) -> tuple[int, ...]:
    named = places.split(",") if places else []
    if len(named) > MOST_OPENED or not all(_is_place(name) for name in named):
        message = f"open names up to {MOST_OPENED} folds by their numbers, with commas between."
        raise TrackerError("bad_parameter", message)
    return tuple(sorted({int(name) for name in named}))


def _is_place(name: str) -> bool:
    return name.isascii() and name.isdigit() and len(name) < 10


def written(query: Mapping[str, str], more: str) -> str:
    """A query string with the clocks (``clocks_more``) behind it, or empty."""
    found = f"{urlencode(query)}{more}".removeprefix("&")
    return f"?{found}" if found else ""
