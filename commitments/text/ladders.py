"""Words of one kind on a scale: what ends an act, what removes a risk, who decides, what is shown, how soon.

A step down or up is seen only where the word's object stayed ("pause training" to "slow training"), except
for kinds whose words have no other use.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from commitments.text.blocks import Signal
from commitments.text.folding import word_set
from commitments.text.terms import (
    Edit,
    Found,
    Terms,
    added,
    became,
    dropped,
    inflected,
    lost_and_won,
    stem,
)

_ROUGH_NEIGHBOURS = word_set(
    "the a an and or of to be is are by with for in on any all our its their such this that from as"
)


_AHEAD = 40
_REST = re.compile(r"(?: [\w-]+)+")  # up to a stop


@dataclass(frozen=True, slots=True)
class Ladder:
    """Steps from the firmest to the softest; ``softened`` and ``hardened`` are the rules' names."""

    softened: str
    hardened: str
    steps: tuple[Terms, ...]
    terms: Terms
    needs_neighbour: bool = True

    @property
    def triggers(self) -> frozenset[str]:
        return self.terms.triggers


def _ladder(name: str, *steps: str, needs_neighbour: bool = True) -> Ladder:
    softened, hardened = f"{name}-softened", f"{name}-hardened"
    terms = Terms("|".join(steps))
    return Ladder(softened, hardened, tuple(map(Terms, steps)), terms, needs_neighbour)


_FLOOR = "minimum|maximum|floor|ceiling|cap|limit|requirement|threshold"
_TARGET = "target|goal|benchmark|guideline|aspiration|objective"
LADDERS = (
    _ladder(
        "action",
        f"{inflected('halt', 'cease', 'pause', 'suspend', 'delete', 'destroy', 'terminate', 'block')}"
        f"|{inflected('disable')}"
        "|stop|stops|stopped|stopping|withdraw|withdraws|withdrawn|withdrawing|shut down|shuts down"
        "|shutting down"
        "|deletion|suspension|termination",
        f"{inflected('delay', 'postpone', 'slow', 'restrict', 'limit', 'reduce', 'defer', 'downgrade')}"
        "|restriction|reduction",
        f"{inflected('reassess', 'reconsider', 'discuss', 'monitor', 'review', 'flag')}|discussion",
    ),
    _ladder(
        "action",
        f"{inflected('prevent', 'eliminate', 'preclude', 'ensure', 'guarantee', 'avoid')}|rule out|ruling out"
        "|prevention|elimination",
        f"{inflected('mitigate', 'reduce', 'minimize', 'minimise', 'lower', 'limit', 'manage')}"
        f"|{inflected('address', 'discourage')}"
        "|deter|deters|deterring|mitigation|reduction|promote|promotes|promoting|support|supports|supporting",
    ),
    _ladder(
        "action",
        f"{inflected('approve', 'authorize', 'authorise', 'ratify')}|approval|authorization|sign off"
        f"|signs off|sign-off",
        f"{inflected('consult', 'advise', 'review')}|consultation|advice|input|feedback",
        f"{inflected('inform', 'notify', 'brief', 'update')}|notification|notice|briefing",
    ),
    _ladder(
        "action",
        f"{inflected('verify', 'confirm', 'demonstrate', 'validate', 'establish')}"
        "|prove|proves|proven|proving|verification|validation|demonstration",
        f"{inflected('assess', 'evaluate', 'examine', 'check', 'judge')}|assessment|evaluation",
        f"{inflected('believe', 'expect', 'estimate', 'assume', 'consider')}|expectation",
    ),
    _ladder(
        "action",
        f"{inflected('implement', 'enforce', 'maintain', 'conduct', 'perform', 'deploy')}|implementation"
        f"|enforcement",
        f"{inflected('develop', 'design', 'propose', 'pilot')}|plan|plans|planning|planned|development",
        f"{inflected('explore', 'investigate', 'research', 'study', 'consider')}|exploration",
    ),
    _ladder(
        "obligation",
        f"{inflected('require', 'mandate', 'oblige')}|requirement|requirements|mandatory|binding|compulsory"
        "|commitment|commitments",
        f"{inflected('expect', 'request')}|expectation|expectations|goal|goals|objective|objectives"
        f"|intention|intentions"
        "|aspiration|aspirations|aim|aims",
        f"{inflected('encourage', 'recommend', 'invite', 'suggest', 'urge')}|recommendation|recommendations"
        f"|guideline"
        "|guidelines|guidance|voluntary|optional|non-binding|best practice|best practices",
    ),
    _ladder(
        "urgency",
        "immediately|immediate|instantly|at once",
        "promptly|prompt|without delay|without undue delay|swiftly|rapidly|as soon as possible"
        "|as quickly as possible"
        "|as soon as practicable|expeditiously",
        "in a timely manner|in a timely fashion|timely|within a reasonable time|within a reasonable period"
        "|in due course|over time|eventually|as soon as reasonably practicable|at an appropriate time",
        needs_neighbour=False,
    ),
    _ladder(
        "detail",
        "full report|full reports|complete report|in full|full results|complete results|unredacted"
        "|comprehensive|detailed"
        "|full details|full text",
        "summary|summaries|redacted|high-level|key information|key findings|selected results|overview"
        "|abridged|excerpt"
        "|excerpts",
        needs_neighbour=False,
    ),
    Ladder(
        "bound-changed",
        "bound-changed",
        (Terms(_FLOOR), Terms(_TARGET)),
        Terms(f"{_FLOOR}|{_TARGET}"),
    ),
)


def steps_taken(ladder: Ladder, edit: Edit) -> Iterable[Signal]:
    """The first step down or up the ladder, for words that went and words that came in their place."""
    if not edit.replaces(ladder.triggers):
        return
    gone, come = lost_and_won(ladder.terms, edit)
    for old in gone:
        for new in come[:8]:
            if (
                ladder.needs_neighbour
                and not _object(edit.old, old) == _object(edit.new, new) != ""
            ):
                continue
            step = _step(ladder, new) - _step(ladder, old)
            if step:
                yield became(ladder.softened if step > 0 else ladder.hardened, old.text, new.text)
                return


def _step(ladder: Ladder, found: Found) -> int:
    return next(n for n, terms in enumerate(ladder.steps) if terms.found(found.text))


def _object(text: str, found: Found) -> str:
    """The first word after the term that says something: "changes" in "approve the changes"."""
    end = found.start + len(found.text)
    match = _REST.match(text[end : end + _AHEAD])
    words = match.group().casefold().split() if match else []
    return next((stem(word) for word in words if word not in _ROUGH_NEIGHBOURS), "")


_PAUSE = Terms(
    f"{inflected('pause', 'halt', 'cease', 'suspend', 'delete', 'postpone', 'de-deploy')}"
    r"|(?<!without )(?<!undue )(?:delay|delays|delayed|delaying)"
    f"|{inflected('retract', 'recall')}"
    r"|(?:stop|stops|stopped|stopping)(?! using)|(?<!you )(?:withdraw|withdraws"
    r"|withdrawn)(?! (?:from|your|consent))"
    r"|shut down|shutting down|roll back"
    r"|rolling back|deletion|suspension|moratorium"
)
PAUSE_TRIGGERS = _PAUSE.triggers - {"down", "using", "back"}


def pause_changes(edit: Edit) -> Iterable[Signal]:
    """What stopped or held something is in one wording only."""
    gone, come = lost_and_won(_PAUSE, edit)
    if gone and not _PAUSE.found(edit.new):
        yield dropped("pause-dropped", gone[0].text)
    if come and not _PAUSE.found(edit.old):
        yield added("pause-added", come[0].text)
