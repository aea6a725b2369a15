"""Changes as rows: of commitments, of clauses, of a life, of a list."""

from collections.abc import Iterable, Mapping
from typing import Any

from commitments.changelog import REUPLOAD, Line, Revision
from commitments.changelog import Entry as LogEntry
from commitments.comparing import CommitmentComparison
from commitments.exports.papers import Edition, Review, Row
from commitments.history import Entry, Life
from commitments.models import CommitmentText, TextKind
from commitments.searching import Hit
from commitments.steps import Step
from commitments.stretches import ACROSS, GUESS, anchor
from commitments.text.blocks import Op, Span

SUMMARY = str(TextKind.SUMMARY.label)
NOT_ASSESSED = "proposed by the machine, not assessed"
NOT_REVIEWED = "tracker's reading, not reviewed"
_WHOSE = {
    "clause": str(TextKind.VERBATIM.label),
    "commitment": "a commitment's title, or words linked to it",
    "summary": SUMMARY,
}


def commitment_row(
    item: CommitmentComparison, old: Edition | None, new: Edition, address: str
) -> Row:
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
    is_across = not old.is_of(new)
    befores = {clause["id"]: clause for clause in data["old"]["clauses"]}
    afters = {clause["id"]: clause for clause in data["new"]["clauses"]}
    for pair in data["pairs"]:
        if pair["kind"] == "retained":
            continue
        gone = [befores[clause] for clause in pair["old"]]
        came = [afters[clause] for clause in pair["new"]]
        name = anchor(pair, afters)
        kind = GUESS if pair["is_guess"] else str(pair["kind"])
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
            outcome=ACROSS[kind][1] if is_across else kind,
            whose_words=str(TextKind.VERBATIM.label),
            review=Review(NOT_ASSESSED),
            signals=() if is_across else tuple(signal["message"] for signal in pair["signals"]),
            address=f"{address}?at={name}#{name}",
        )


def life_row(life: Life, entry: Entry, editions: Mapping[int, Edition], address: str) -> Row:
    """What a version says beside what was recorded last: of the versions between nobody has said anything."""
    after = entry.text.text if entry.text and entry.is_stated else ""
    new = editions[entry.version.pk]
    return Row(
        old=editions[entry.earlier.version_id] if entry.earlier else None,
        new=new,
        heading=entry.text.section if entry.text else "",
        commitment=life.commitment.record.title,
        before=entry.before,
        after=after,
        spans=_life_spans(entry, after),
        outcome=entry.outcome or ("stated" if entry.is_stated else "not stated"),
        whose_words=_whose(entry.earlier, entry.text),
        review=_review(entry.step),
        signals=(),
        address=f"{address}#{new.slug}",
    )


def _life_spans(entry: Entry, after: str) -> tuple[Span, ...]:
    kinds = {text.kind for text in (entry.earlier, entry.text) if text and not text.is_absent}
    if len(kinds) > 1:
        return _apart(entry.before, after)
    return entry.spans or _one_sided(entry.before, after)


def _apart(before: str, after: str) -> tuple[Span, ...]:
    """A summary and a quotation, which are not held against one another."""
    return (Span(Op.DELETE, before), Span(Op.INSERT, after))


def says_something(entry: Entry) -> bool:
    return entry.is_stated or entry.outcome == "removed"


def line_row(line: Line, old: Edition | None, new: Edition, origin: str) -> Row:
    """A line of the log of changes: of a commitment, or of a document that was uploaded again."""
    if line.entry is None:
        return _reupload_row(line.revision, old, new, origin)
    entry, change = line.entry, line.entry.step.change
    item = CommitmentComparison(
        change.commitment,
        entry.step.outcome,
        entry.old,
        entry.new,
        _spans_of(entry, is_first=old is None),
        (entry.step,),
        are_neighbours=True,
    )
    return commitment_row(item, old, new, f"{origin}{change.commitment.get_absolute_url()}")


def _spans_of(entry: LogEntry, *, is_first: bool) -> tuple[Span, ...]:
    """Where nobody has recorded what stood before, what stands now did not come."""
    before, after = stated(entry.old), stated(entry.new)
    if entry.old is None and not is_first:
        return (Span(Op.EQUAL, after),) if after else ()
    if before and after and not entry.spans:
        return _apart(before, after)
    return entry.spans or _one_sided(before, after)


def _reupload_row(revision: Revision, old: Edition | None, new: Edition, origin: str) -> Row:
    """What differs is said in the tracker's words; the documents themselves can be compared."""
    record = revision.version.record
    return Row(
        old=old,
        new=new,
        heading="",
        commitment="",
        before="",
        after=record.summary,
        spans=(Span(Op.EQUAL, record.summary),) if record.summary else (),
        outcome=REUPLOAD,
        whose_words=SUMMARY,
        review=Review(NOT_REVIEWED, is_material=record.is_material),
        signals=(),
        address=f"{origin}{revision.version.get_absolute_url()}",
    )


def find_row(hit: Hit, new: Edition, origin: str) -> Row:
    """What a search found: the words, whose they are, and every version in which they stand."""
    versions = ", ".join(version.name for version in hit.versions)
    return Row(
        old=None,
        new=new,
        heading="" if hit.commitment_slug else hit.title,
        commitment=hit.title if hit.commitment_slug else "",
        before="",
        after=hit.words,
        spans=(Span(Op.EQUAL, hit.words),),
        outcome="found",
        whose_words=_WHOSE[hit.kind],
        review=Review(f"stands in {versions}" if versions else "a commitment's title"),
        signals=(),
        address=f"{origin}{hit.url}",
    )


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
