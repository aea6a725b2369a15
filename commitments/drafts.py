"""Draft versions: which version of a policy a captured text is, as far as a machine can say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from commitments.errors import ConflictError
from commitments.models import (
    Extraction,
    Origin,
    Policy,
    PolicyVersion,
    State,
    VersionRecord,
    VersionText,
)
from commitments.models.policies import slug_of

LONGEST_LABEL = 80


@dataclass(frozen=True, slots=True)
class Edition:
    """What the bringer of a document says about it: the publisher's label and dates."""

    label: str
    effective_on: date | None = None
    published_on: date | None = None
    first_seen_on: date | None = None
    is_variant: bool = False


def build_version(*, policy: Policy, extraction: Extraction, edition: Edition) -> PolicyVersion:
    """The draft version that this reading is the text of; an identical text makes nothing new.

    Raises ConflictError if the label holds another text and the edition is not called a variant, or if the
    dates contradict the record.
    """
    base = PolicyVersion.objects.filter(policy=policy, label=edition.label, variant=0).first()
    if base is None:
        if edition.is_variant:
            raise ConflictError(
                "no_such_label",
                f"{policy} has no version {edition.label} of which this could be a re-upload;"
                " import it without --variant.",
            )
        base = _new_version(policy, edition.label, 0)
    version = _place_for(base, extraction, edition)
    _draft_record(version, edition)
    if latest_text(version) is None:
        VersionText.objects.create(
            version=version, extraction=extraction, state=State.DRAFT, origin=Origin.CAPTURE
        )
    return version


def latest_text(version: PolicyVersion) -> VersionText | None:
    """The text a version has or is proposed to have; None without one, or where it was withdrawn."""
    texts = VersionText.objects.filter(version=version).select_related("extraction")
    latest = texts.order_by("-recorded_at", "-pk").first()
    return None if latest is None or latest.state == State.WITHDRAWN else latest


def _place_for(base: PolicyVersion, extraction: Extraction, edition: Edition) -> PolicyVersion:
    """The version of this label that has this text, or the free place for it."""
    family: Iterable[PolicyVersion] = PolicyVersion.objects.filter(
        policy=base.policy, label=base.label
    ).order_by("variant")
    texts = {version: latest_text(version) for version in family}
    for version, text in texts.items():
        if text and text.extraction.text_sha256 == extraction.text_sha256:
            return version
    if texts[base] is None:
        return base
    if not edition.is_variant:
        raise ConflictError(
            "label_taken",
            f"{base} already stands with a different text. If the publisher replaced the document"
            " under the same label, import it with --variant; otherwise choose another label.",
        )
    for version, text in texts.items():
        if text is None and edition.effective_on == _latest_record(version, "first_seen_on"):
            return version
    return _new_version(base.policy, base.label, max(v.variant for v in texts) + 1)


def _new_version(policy: Policy, label: str, variant: int) -> PolicyVersion:
    slug = slug_of(label) + (f"-reupload-{variant}" if variant else "")
    if not slug or len(label) > LONGEST_LABEL:
        raise ConflictError(
            "bad_label",
            f"The label {label[:100]!r} cannot stand in an address: it needs a letter or digit of the Latin"
            f" alphabet, and at most {LONGEST_LABEL} characters.",
        )
    if PolicyVersion.objects.filter(policy=policy, slug=slug).exists():
        raise ConflictError(
            "label_taken", f"{policy} has another version whose address is {slug}; choose a label."
        )
    version: PolicyVersion = PolicyVersion.objects.create(
        policy=policy, label=label, slug=slug, variant=variant
    )
    return version


def _latest_record(version: PolicyVersion, field: str) -> Any:
    records = VersionRecord.objects.filter(version=version).order_by("-recorded_at", "-pk")
    return records.values_list(field, flat=True).first()


def _draft_record(version: PolicyVersion, edition: Edition) -> None:
    """Write the dates down, or see that they agree with what stands."""
    seen_on = edition.effective_on if version.variant else edition.first_seen_on
    facts = {
        "effective_on": None if version.variant else edition.effective_on,
        "published_on": edition.published_on,
        "first_seen_on": seen_on,
    }
    records = VersionRecord.objects.filter(version=version)
    latest = records.order_by("-recorded_at", "-pk").first()
    if latest is None:
        VersionRecord.objects.create(
            version=version, state=State.DRAFT, origin=Origin.CAPTURE, **facts
        )
        return
    for name, given in facts.items():
        stands = getattr(latest, name)
        if given and stands and given != stands and latest.effective_precision == "day":
            raise ConflictError(
                "date_differs",
                f"{version} stands with {name} {stands}, not {given}. Correct the date, or correct"
                " the record first.",
            )
