"""Changes as rows: of commitments, of clauses, of a life, of a list."""

from collections.abc import Callable, Iterable
from typing import Any

from commitments.comparing import CommitmentComparison
from commitments.exports.papers import Edition, Review, Row
from commitments.history import Entry, Life
from commitments.models import CommitmentText, TextKind
from commitments.steps import Step
from commitments.stretches import anchor
from commitments.text.blocks import Op, Span
from commitments.text.diff import diff

SUMMARY = str(TextKind.SUMMARY.label)
NOT_ASSESSED = "proposed by the machine, not assessed"
NOT_REVIEWED = "tracker's reading, not reviewed"
Texts = Callable[[tuple[int, int]], CommitmentText | None]  # of (commitment id, version id)


def commitment_row(item: CommitmentComparison, old: Edition, new: Edition, address: str) -> Row:
    text = item.new if item.new and not item.new.is_absent else item.old
    return Row(
        old=old,
        new=new,
        heading=text.section if text else "",
        commitment=item.commitment.record.title,
        before=stated(item.old),
        after=stated(item.new),
        spans=item.spans,
        outcome=item.outcome,
        whose_words=_whose(item.old, item.new),
        review=_review(item.step),
        signals=(),
        address=f"{address}#{new.slug}",
    )


def clause_rows(
    data: dict[str, Any] | None, old: Edition, new: Edition, address: str
) -> Iterable[Row]:
    """What the engine found between two captured texts: the publisher's words, and nobody's judgement."""
    if data is None:
        return
    befores = {clause["id"]: clause for clause in data["old"]["clauses"]}
    afters = {clause["id"]: clause for clause in data["new"]["clauses"]}
    for pair in data["pairs"]:
        if pair["kind"] == "retained":
            continue
        gone = [befores[clause] for clause in pair["old"]]
        came = [afters[clause] for clause in pair["new"]]
        name = anchor(pair, afters)
        before, after = (" ".join(c["text"] for c in side) for side in (gone, came))
        yield Row(
            old=old,
            new=new,
            heading=" › ".join((came or gone)[0]["path"]),
            commitment="",
            before=before,
            after=after,
            spans=tuple(Span(Op(op), words) for op, words in pair["spans"])
            or _one_sided(before, after),
            outcome="possible counterpart" if pair["is_guess"] else pair["kind"],
            whose_words=str(TextKind.VERBATIM.label),
            review=Review(NOT_ASSESSED),
            signals=tuple(signal["message"] for signal in pair["signals"]),
            address=f"{address}?at={name}#{name}",
        )


def life_row(life: Life, old: Edition | None, new: Edition, entry: Entry, address: str) -> Row:
    after = entry.text.text if entry.text and entry.is_stated else ""
    return Row(
        old=old,
        new=new,
        heading=entry.text.section if entry.text else "",
        commitment=life.commitment.record.title,
        before=entry.before,
        after=after,
        spans=entry.spans or _one_sided(entry.before, after),
        outcome=entry.outcome or ("stated" if entry.is_stated else "not stated"),
        whose_words=_whose(entry.text),
        review=_review(entry.step),
        signals=(),
        address=f"{address}#{new.slug}",
    )


def says_something(entry: Entry) -> bool:
    return entry.is_stated or entry.outcome == "removed"


def step_row(step: Step, old: Edition | None, new: Edition, texts: Texts, address: str) -> Row:
    change = step.change
    before = texts((change.commitment_id, change.old_version_id)) if change.old_version_id else None
    after = texts((change.commitment_id, change.new_version_id))
    item = CommitmentComparison(
        change.commitment,
        step.outcome,
        before,
        after,
        _spans(stated(before), stated(after)),
        (step,),
        are_neighbours=True,
    )
    return commitment_row(item, old or new, new, address)


def _spans(before: str, after: str) -> tuple[Span, ...]:
    return diff(before, after) if before and after else _one_sided(before, after)


def _one_sided(before: str, after: str) -> tuple[Span, ...]:
    """Without an edit script all of it came, went or stayed."""
    if before and after:
        return (Span(Op.EQUAL, after),)
    if after:
        return (Span(Op.INSERT, after),)
    return (Span(Op.DELETE, before),) if before else ()


def stated(text: CommitmentText | None) -> str:
    return "" if text is None or text.is_absent else text.text


def _whose(*texts: CommitmentText | None) -> str:
    kinds = {text.kind for text in texts if text}
    kind = TextKind.SUMMARY if TextKind.SUMMARY in kinds else TextKind.VERBATIM
    return str(kind.label) if kinds - {TextKind.ABSENT} else str(TextKind.SUMMARY.label)


def _review(step: Step | None) -> Review:
    if step is None:
        return Review("not assessed")
    if step.decision is None:
        return Review(NOT_REVIEWED)
    judgement = step.decision.judgement
    return Review(
        basis=f"decided by {step.decision.decided_by}",
        reviewed_by=str(step.decision.decided_by),
        reviewed_on=step.decision.decided_at.date(),
        codebook=str(judgement.codebook),
        is_material=judgement.is_material,
        dimensions=tuple(judgement.dimensions),
        announcement=judgement.get_announcement_display(),
    )
