"""The words of a commitment as a reader follows them: each version's against those before, or the first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from commitments.history import Entry, Life, words_against
from commitments.models import RevisionAccount, TextKind
from commitments.text.blocks import Op, Signal, Span
from commitments.text.wording import RULES, signals


class Against(StrEnum):
    BEFORE = "before"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Stage:
    """One version's words, what they are held against, and what the wording's rules see between the two.

    There are signals only between two wordings of the publisher's: a summary's wording proves nothing.
    """

    entry: Entry
    base: Entry | None  # None: there are no words to hold it against
    spans: tuple[Span, ...]
    signals: tuple[tuple[Signal, str], ...]  # each with what its rule observes
    is_mixed: bool  # a summary beside the publisher's words; they are not compared
    account: RevisionAccount | None
    is_return: bool  # stated again after it was not

    @property
    def quiet(self) -> str:
        """In words that nothing happened; empty where something did, or where a person has decided."""
        step = self.entry.step
        if step and (step.basis == "decision" or step.outcome != "retained"):
            return ""
        if self.entry.text is None:
            return "not recorded yet"
        if not self.entry.is_stated:
            return "not stated"
        if self.base is None or self.base.words != self.entry.words:
            return ""
        said = "; retained (tracker’s reading, not reviewed)" if step else "; not assessed"
        return f"the same words{said}"


def stages(life: Life, accounts: dict[int, RevisionAccount], against: Against) -> list[Stage]:
    """Every version that is on record, oldest first; no query."""
    return list(_stages(life, accounts, against))


def told(found: Iterable[Stage]) -> list[tuple[str, list[Stage]]]:
    """What happened one by one, and stretches in which nothing did together, with that in words."""
    groups: list[tuple[str, list[Stage]]] = []
    for stage in found:
        quiet = stage.quiet
        if quiet and groups and groups[-1][0] == quiet:
            groups[-1][1].append(stage)
        else:
            groups.append((quiet, [stage]))
    return groups


def _stages(life: Life, accounts: dict[int, RevisionAccount], against: Against) -> Iterator[Stage]:
    last: Entry | None = None  # that is recorded
    first: Entry | None = None  # that is stated
    for entry in life.entries:
        base = first if against is Against.FIRST else last
        yield Stage(
            entry=entry,
            base=base if base and base.is_stated else None,
            spans=_spans(base, entry),
            signals=_signals(base, entry),
            is_mixed=_is_mixed(base, entry),
            account=accounts.get(entry.version.pk),
            is_return=bool(first and last and entry.is_stated and not last.is_stated),
        )
        last = entry if entry.text else last
        first = first or (entry if entry.is_stated else None)


def _spans(base: Entry | None, entry: Entry) -> tuple[Span, ...]:
    before = base.words if base else ""
    if not entry.is_stated:
        return (Span(Op.DELETE, before),) if before and entry.text else ()
    return words_against("" if _is_mixed(base, entry) else before, entry.words)


def _signals(base: Entry | None, entry: Entry) -> tuple[tuple[Signal, str], ...]:
    kinds = {one.text.kind for one in (base, entry) if one and one.text}
    if base is None or kinds != {TextKind.VERBATIM}:
        return ()
    return tuple((signal, RULES[signal.rule]) for signal in signals(base.words, entry.words))


def _is_mixed(base: Entry | None, entry: Entry) -> bool:
    """Whether one wording is the publisher's and the other ours: that they differ says nothing."""
    kinds = {one.text.kind for one in (base, entry) if one and one.text and one.is_stated}
    return len(kinds) > 1
