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
from commitments.models.policies import DatePrecision, slug_of

LONGEST_LABEL = 80


@dataclass(frozen=True, slots=True)
class Edition:
    """What the bringer of a document says about it: the publisher's label and dates."""

    label: str
    effective_on: date | None = None
    published_on: date | None = None
    first_seen_on: date | None = None
    is_variant: bool = False


def lock(policy: Policy) -> None:
    """One draft of a policy at a time: two at once would not see each other's labels and neighbours."""
    Policy.objects.select_for_update().values_list("pk").get(pk=policy.pk)


def build_version(*, policy: Policy, extraction: Extraction, edition: Edition) -> PolicyVersion:
    """The draft version that this reading is the text of; an identical text makes nothing new.

    Raises ConflictError if the label holds another text and the edition is not called a variant, or if the
    dates contradict the record. The caller holds the policy's lock.
    """
    # "beta" means the version that stands as "Beta".
    editions = PolicyVersion.objects.filter(policy=policy, variant=0)
    base = editions.filter(label__iexact=edition.label).first()
    if base is None:
        if edition.is_variant:
            raise ConflictError(
                "no_such_label",
                f"{policy} has no version {edition.label} of which this could be a re-upload;"
                " import it without --variant.",
            )
        base = _new_version(policy, edition.label, 0)
        family: dict[PolicyVersion, VersionText | None] = {base: None}
    else:
        family = _texts_of_label(base)
    same = [v for v, text in family.items() if text and _is_text_of(text, extraction)]
    version = same[0] if same else _free_place(base, family, edition)
    if not (
        same and version.variant
    ):  # a re-upload that comes back was first seen when it was first seen
        _draft_record(version, edition)
    if family.get(version) is None:
        VersionText.objects.create(
            version=version, extraction=extraction, state=State.DRAFT, origin=Origin.CAPTURE
        )
    return version


def latest_text(version: PolicyVersion) -> VersionText | None:
    """The text a version has or is proposed to have; None without one, or where it was withdrawn."""
    texts = VersionText.objects.filter(version=version).select_related("extraction")
    latest = texts.order_by("-recorded_at", "-pk").first()
    return None if latest is None or latest.state == State.WITHDRAWN else latest


def latest_record(version: PolicyVersion) -> VersionRecord | None:
    """The last thing written about a version, draft or public."""
    records = VersionRecord.objects.filter(version=version)
    record: VersionRecord | None = records.order_by("-recorded_at", "-pk").first()
    return record


def copied_facts(row: VersionRecord | VersionText) -> dict[str, Any]:
    """What a row says, without when and by whom it was said: for the row that supersedes it."""
    left_out = ("id", "recorded_at", "state", "origin", "recorded_by")
    fields = [field for field in row._meta.concrete_fields if field.name not in left_out]
    return {field.attname: getattr(row, field.attname) for field in fields if not field.generated}


def _texts_of_label(base: PolicyVersion) -> dict[PolicyVersion, VersionText | None]:
    family: Iterable[PolicyVersion] = PolicyVersion.objects.filter(
        policy=base.policy, label=base.label
    ).order_by("variant")
    return {version: latest_text(version) for version in family}


def _is_text_of(text: VersionText, extraction: Extraction) -> bool:
    """The same words, or the same bytes: another reader may have read other words in them."""
    same_bytes = text.extraction.snapshot_id == extraction.snapshot_id
    return same_bytes or text.extraction.text_sha256 == extraction.text_sha256


def _free_place(
    base: PolicyVersion, family: dict[PolicyVersion, VersionText | None], edition: Edition
) -> PolicyVersion:
    """Where a text goes that no version of its label has."""
    if not edition.is_variant:
        if family[base] is None:
            return base
        raise ConflictError(
            "label_taken",
            f"{base} already stands with a different text. If the publisher replaced the document"
            " under the same label, import it with --variant; otherwise choose another label.",
        )
    for version, text in family.items():
        record = latest_record(version)
        is_free = version.variant and text is None
        if is_free and record and record.first_seen_on == edition.effective_on:
            return version
    return _new_version(base.policy, base.label, max(v.variant for v in family) + 1)


def _new_version(policy: Policy, label: str, variant: int) -> PolicyVersion:
    slug = slug_of(label) + (f"-reupload-{variant}" if variant else "")
    if not slug or max(len(label), len(slug)) > LONGEST_LABEL:
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


def _draft_record(version: PolicyVersion, edition: Edition) -> None:
    """Write the dates down as a draft, if they say more than what stands. Raises ConflictError."""
    given = {
        "effective_on": None if version.variant else edition.effective_on,
        "published_on": edition.published_on,
        "first_seen_on": edition.effective_on if version.variant else edition.first_seen_on,
    }
    stands = latest_record(version)
    facts: dict[str, Any] = copied_facts(stands) if stands else {"version_id": version.pk}
    news = {name: day for name, day in given.items() if day and facts.get(name) != day}
    for name, day in news.items():
        _insist_agrees(version, name, facts, day)
    if "effective_on" in news:
        facts["effective_precision"] = DatePrecision.DAY
    if news or stands is None:
        VersionRecord.objects.create(**facts | news, state=State.DRAFT, origin=Origin.CAPTURE)


def _insist_agrees(version: PolicyVersion, name: str, facts: dict[str, Any], day: date) -> None:
    """A day may fill what is empty, and may be the day of a month that stands; nothing else."""
    stands = facts.get(name)
    if stands is None:
        return
    is_month = name == "effective_on" and facts["effective_precision"] == DatePrecision.MONTH
    if is_month and (stands.year, stands.month) == (day.year, day.month):
        return
    raise ConflictError(
        "date_differs",
        f"{version} stands with {name} {stands}, not {day}: give the date that stands, or have an editor"
        " correct the record.",
    )
