"""Two versions compared: pairs with their edit scripts and signals, in reading order."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from commitments.text.blocks import Change, Clause, Comparison, Pair, PairKind, Signal
from commitments.text.diff import diff
from commitments.text.wording import signals

ENGINE = "5"
_EDITED = (PairKind.EDITED, PairKind.SPLIT, PairKind.MERGED)


def compare(old: Sequence[Clause], new: Sequence[Clause]) -> Comparison:
    """What became of every clause. ``counts`` has every kind; "moved" also counts edited clauses that moved.

    Costs what ``align`` costs, and an edit script for every edited pair.
    """
    # Here and not above: numpy and scipy are a fifth of what a process loads, and few processes ever compare.
    from commitments.text.align import align

    before, after = ({clause.id: clause for clause in side} for side in (old, new))
    changes = tuple(_change(pair, before, after) for pair in align(old, new))
    counts = Counter(str(change.pair.kind) for change in changes)
    named = {str(kind): counts[str(kind)] for kind in PairKind}
    named[str(PairKind.MOVED)] = sum(1 for change in changes if change.pair.moved)
    named["guesses"] = sum(1 for change in changes if change.pair.is_guess)
    return Comparison(tuple(old), tuple(new), changes, ENGINE, named)


def _change(pair: Pair, old: Mapping[str, Clause], new: Mapping[str, Clause]) -> Change:
    if pair.kind not in _EDITED:
        return Change(pair)
    before, after = [old[name] for name in pair.old], [new[name] for name in pair.new]
    seen = () if pair.is_guess else _signals(before, after)
    return Change(pair, diff(_text(before), _text(after)), seen)


def _signals(old: Sequence[Clause], new: Sequence[Clause]) -> tuple[Signal, ...]:
    """What the rules see between the clauses, and still see where they are read with lead-ins that differ.

    "Do not harm others" that became the item "harm others" under "Do not:" is still ruled out.
    """
    seen = signals(_text(old), _text(new))
    if not seen or old[0].lead_in == new[0].lead_in:
        return seen
    led = {signal.rule for signal in signals(_led(old), _led(new))}
    return tuple(signal for signal in seen if signal.rule in led)


def _text(clauses: Sequence[Clause]) -> str:
    return " ".join(clause.text for clause in clauses)


def _led(clauses: Sequence[Clause]) -> str:
    return f"{clauses[0].lead_in.rstrip(': ')} {_text(clauses)}"


def as_data(comparison: Comparison) -> dict[str, Any]:
    """The comparison as JSON-ready dicts, lists, strings and numbers."""
    return {
        "engine": comparison.engine,
        "old": {"clauses": [_clause(clause) for clause in comparison.old]},
        "new": {"clauses": [_clause(clause) for clause in comparison.new]},
        "pairs": [_pair(change) for change in comparison.changes],
        "counts": dict(comparison.counts),
    }


def _clause(clause: Clause) -> dict[str, Any]:
    return {
        "id": clause.id,
        "ordinal": clause.ordinal,
        "kind": str(clause.kind),
        "text": clause.text,
        "path": list(clause.path),
        "page": clause.page,
        "start": clause.start,
        "end": clause.end,
        "is_commitment": clause.is_commitment,
        "strength": str(clause.strength) if clause.strength else None,
        "rule": clause.rule,
    }


def _pair(change: Change) -> dict[str, Any]:
    pair = change.pair
    return {
        "kind": str(pair.kind),
        "old": list(pair.old),
        "new": list(pair.new),
        "score": pair.score,
        "reasons": list(pair.reasons),
        "moved": pair.moved,
        "is_guess": pair.is_guess,
        "suggestions": [{"new": s.new, "score": s.score} for s in pair.suggestions],
        "spans": [[str(span.op), span.text] for span in change.spans],
        "signals": [
            {"rule": s.rule, "message": s.message, "before": s.before, "after": s.after}
            for s in change.signals
        ],
    }
