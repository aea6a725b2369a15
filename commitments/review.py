"""The people's verbs: judge, decide, link, publish, withdraw.

Each names the person (``by``) and writes its audit event in the same transaction. Nothing here fetches.
"""

from collections.abc import Sequence
from datetime import date

from django.contrib.auth.models import User
from django.db import transaction

from commitments.drafts import (
    Edition,
    build_version,
    copied_facts,
    latest_record,
    latest_text,
    lock,
)
from commitments.errors import ConflictError
from commitments.lexicon import learn
from commitments.models import (
    Candidate,
    CandidateState,
    Change,
    Clause,
    Codebook,
    Commitment,
    CommitmentText,
    Confidence,
    Decision,
    Event,
    Judgement,
    Modality,
    Origin,
    PolicyVersion,
    Quote,
    Source,
    SourceKind,
    State,
    TextKind,
    VersionGuess,
    VersionRecord,
    VersionText,
)
from commitments.proposals import propose_changes
from commitments.text.blocks import BLOCK_SEPARATOR, Strength
from commitments.text.guessing import What

CONTEXT = 60  # characters kept on either side of a quote, enough to tell two equal sentences apart
MODALITIES = {
    Strength.MUST: Modality.WILL,
    Strength.INTEND: Modality.AIMS,
    Strength.MAY: Modality.MAY,
    Strength.RECOMMEND: Modality.SHOULD,
}
Person = User | None  # None: whoever had the command line


@transaction.atomic
def record_judgement(
    *,
    change: Change,
    codebook: Codebook,
    by: User,
    outcome: str,
    announcement: str,
    dimensions: Sequence[str] = (),
    is_mixed: bool = False,
    note: str = "",
) -> Judgement:
    """One reviewer's coding. The codes are checked by the database (IntegrityError)."""
    judgement = Judgement.objects.create(
        change=change,
        codebook=codebook,
        judged_by=by,
        outcome=outcome,
        announcement=announcement,
        dimensions=sorted(dimensions),
        is_mixed=is_mixed,
        note=note,
    )
    _log("record_judgement", str(change), by, judgement=judgement.pk, outcome=outcome)
    return judgement


@transaction.atomic
def decide_change(*, judgement: Judgement, by: User, rationale: str = "") -> Decision:
    """Publish a judgement as the decision on its change; it supersedes an earlier decision.

    The judgement that is published already is not decided again.
    """
    latest = Decision.objects.filter(change=judgement.change).first()
    if latest and latest.judgement_id == judgement.pk:
        return latest
    decision = Decision.objects.create(
        change=judgement.change, judgement=judgement, decided_by=by, rationale=rationale
    )
    _log("decide_change", str(judgement.change), by, judgement=judgement.pk)
    return decision


@transaction.atomic
def link_commitment(
    *,
    commitment: Commitment,
    version: PolicyVersion,
    clauses: Sequence[Clause],
    by: User,
) -> CommitmentText:
    """Say that these clauses are what a version says about a commitment, word for word.

    Raises ConflictError if a clause is not of the version's published text: its words become public here.
    """
    text = VersionText.objects.public(None).filter(version=version).first()
    if not clauses or text is None or any(c.extraction_id != text.extraction_id for c in clauses):
        raise ConflictError(
            "not_of_this_version",
            f"Choose clauses of the published text of {version}; nothing was linked.",
        )
    strengths = [Strength(clause.strength) for clause in clauses if clause.strength]
    linked = CommitmentText.objects.create(
        commitment=commitment,
        version=version,
        kind=TextKind.VERBATIM,
        text=" ".join(clause.text for clause in clauses),
        section=" > ".join(clauses[0].path)[:300],
        modality=MODALITIES[strengths[0]] if strengths else Modality.NONE,
        confidence=Confidence.SEEN,
        origin=Origin.EDITOR,
        recorded_by=by,
    )
    whole = BLOCK_SEPARATOR.join(block["text"] for block in text.extraction.blocks)
    Quote.objects.bulk_create(_quote(linked, clause, whole) for clause in clauses)
    _log("link_commitment", f"{commitment} in {version}", by, clauses=[c.key for c in clauses])
    return linked


def _quote(linked: CommitmentText, clause: Clause, whole: str) -> Quote:
    return Quote(
        commitment_text=linked,
        clause=clause,
        exact=clause.text,
        prefix=whole[max(0, clause.start - CONTEXT) : clause.start],
        suffix=whole[clause.end : clause.end + CONTEXT],
    )


@transaction.atomic
def publish_version(*, version: PolicyVersion, by: Person, actor: str = "") -> bool:
    """Make a version and the text that was captured for it public. False if they were so already.

    What was withdrawn becomes public again, the text with its version.
    """
    record = latest_record(version)
    if record is None or not (record.effective_on or record.first_seen_on):
        raise ConflictError(
            "undated", f"{version} has no date; give it one before it is published."
        )
    text = VersionText.objects.filter(version=version).order_by("-recorded_at", "-pk").first()
    unpublished = [row for row in (record, text) if row and row.state != State.PUBLISHED]
    for row in unpublished:
        _repeat(row, State.PUBLISHED, by)
    if text in unpublished:
        learn(text.extraction.clauses.values_list("text", flat=True))
    if unpublished:
        _log("publish_version", str(version), by, actor=actor)
    return bool(unpublished)


@transaction.atomic
def label_version(
    *,
    version: PolicyVersion,
    label: str,
    by: Person,
    effective_on: date | None = None,
    published_on: date | None = None,
    is_variant: bool = False,
) -> PolicyVersion:
    """Give a captured draft the label and the dates that its publisher gives it; returns the draft so called.

    A version keeps its name for ever, so this is another version with the same text, and the captured one is
    withdrawn. Raises ConflictError if the version is public, has no text, or the label stands for another text.
    """
    text = latest_text(version)
    if text is None or text.state != State.DRAFT:
        raise ConflictError("not_a_draft", f"{version} is no captured draft; nothing was labelled.")
    edition = Edition(label, effective_on, published_on, is_variant=is_variant)
    lock(version.policy)
    named = build_version(policy=version.policy, extraction=text.extraction, edition=edition)
    if named != version:
        record = latest_record(version)
        if record:
            _repeat(record, State.WITHDRAWN, by)
        _repeat(text, State.WITHDRAWN, by)
    propose_changes(named)
    _log("label_version", str(named), by, was=version.label)
    return named


def label_as_guessed(*, version: PolicyVersion, by: Person) -> PolicyVersion:
    """Label a captured draft by the most trustworthy guesses. Raises ConflictError if no label was guessed."""
    found = {
        what: VersionGuess.objects.filter(version=version, what=what).order_by("pk").first()
        for what in What
    }
    label = found[What.LABEL]
    if label is None:
        raise ConflictError(
            "no_guess", f"Nothing in or around {version} says what it is called; label it by hand."
        )
    effective, published = found[What.EFFECTIVE_ON], found[What.PUBLISHED_ON]
    return label_version(
        version=version,
        label=label.value,
        by=by,
        effective_on=date.fromisoformat(effective.value) if effective else None,
        published_on=date.fromisoformat(published.value) if published else None,
    )


@transaction.atomic
def accept_candidate(*, candidate: Candidate, by: User) -> Source:
    """Watch the address that a page led to, from now on."""
    source, _ = Source.objects.get_or_create(
        policy=candidate.source.policy,
        url=candidate.url,
        defaults={"kind": SourceKind.DOCUMENT},
    )
    candidate.state, candidate.became, candidate.decided_by = CandidateState.WATCHED, source, by
    candidate.save()
    _log("accept_candidate", candidate.url, by)
    return source


@transaction.atomic
def dismiss_candidate(*, candidate: Candidate, by: User) -> None:
    """Say that the address leads to no document of the policy; it is not offered again."""
    candidate.state, candidate.decided_by = CandidateState.DISMISSED, by
    candidate.save()
    _log("dismiss_candidate", candidate.url, by)


@transaction.atomic
def withdraw_version(*, version: PolicyVersion, by: User, reason: str) -> None:
    """Take a version and its text out of the public record; what was public, and until when, stays known."""
    record = VersionRecord.objects.public(None).filter(version=version).first()
    text = VersionText.objects.stated(None).filter(version=version).first()
    if record is None:
        raise ConflictError("not_public", f"{version} is not public; there is nothing to withdraw.")
    for row in filter(None, (record, text)):
        _repeat(row, State.WITHDRAWN, by)
    propose_changes(version)
    _log("withdraw_version", str(version), by, reason=reason)


def _repeat(row: VersionRecord | VersionText, state: State, by: Person) -> None:
    """Say the same again in another state. Whoever has the command line is no editor whom we could name."""
    origin = Origin.EDITOR if by else Origin.CAPTURE
    type(row).objects.create(**copied_facts(row), state=state, origin=origin, recorded_by=by)


def _log(verb: str, subject: str, by: Person, actor: str = "", **data: object) -> None:
    Event.objects.append(verb, subject=subject, actor=actor or str(by), data=dict(data))
