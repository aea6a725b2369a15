"""Brings the curated record into the database: new rows where it says something new, never over an editor.

Idempotent: a second run writes nothing. A record whose latest row was written by a person stands; the data
set's differing statement is reported as *kept*, not loaded.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.utils import timezone

from commitments.dataset.files import Dataset, parse_day_or_month
from commitments.lexicon import learn
from commitments.models import (
    Change,
    Codebook,
    Commitment,
    CommitmentRecord,
    CommitmentText,
    Event,
    JointCommitment,
    JointCommitmentRecord,
    Milestone,
    Organization,
    OrganizationRecord,
    Origin,
    Policy,
    PolicyRecord,
    PolicyVersion,
    Record,
    Reference,
    RevisionAccount,
    Source,
    State,
    TrackerReading,
    VersionRecord,
)
from commitments.models.policies import StatedRecordQuerySet

M = TypeVar("M", bound=models.Model)
LOAD_LOCK = 0x4C4F4144  # any constant: one loader at a time


@dataclass
class Report:
    """What a load did, by kind of row, and the statements of editors that it let stand."""

    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    kept: list[str] = field(default_factory=list)

    @property
    def wrote(self) -> int:
        return self.added.total() + self.changed.total()


def load_dataset(dataset: Dataset) -> Report:
    """Load all or nothing, in one transaction; about 1,500 inserts when the database is empty."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOAD_LOCK])
        loader = _Loader()
        loader.load(dataset)
        if loader.report.wrote:
            learn(CommitmentRecord.objects.values_list("title", flat=True))
            learn(CommitmentText.objects.values_list("text", flat=True))
            Event.objects.append(
                "load_dataset",
                subject=f"data set {dataset.edition['edition']}",
                actor="load_dataset",
                data={
                    "added": dict(loader.report.added),
                    "changed": dict(loader.report.changed),
                    "kept": loader.report.kept,
                },
            )
    return loader.report


class _Latest:
    """The latest row of each owner, and the latest one that a data set wrote: two queries a model."""

    def __init__(self, model: type[Record], owner: tuple[str, ...]) -> None:
        rows: Any = model._default_manager.all()
        if isinstance(rows, StatedRecordQuerySet):
            rows = rows.exclude(state=State.DRAFT)  # a machine's draft is nobody's statement
        self.columns = [column(model, name) for name in owner]
        self.rows = self._by_owner(rows.latest_per(*owner))
        self.of_dataset = self._by_owner(rows.filter(origin=Origin.DATASET).latest_per(*owner))

    def _by_owner(self, rows: Iterable[Record]) -> dict[tuple[Any, ...], Record]:
        return {tuple(getattr(row, name) for name in self.columns): row for row in rows}


def column(model: type[models.Model], name: str) -> str:
    """The attribute that holds a field's plain value: ``reference_id`` for ``reference``."""
    return str(model._meta.get_field(name).attname)  # type: ignore[union-attr]


class _Loader:
    def __init__(self) -> None:
        self.report = Report()
        self.latest: dict[type[Record], _Latest] = {}
        self.references: dict[str | None, Reference | None] = {None: None}
        self.new_sources = 0
        self.loaded_at = timezone.now()  # one edition becomes public at one instant

    def load(self, dataset: Dataset) -> None:
        self._load_codebook(dataset.codebook)
        for slug, facts in dataset.references.items():
            self.references[slug] = self._name(Reference, slug=slug, **{"note": "", **facts})
        for organization in dataset.organizations:
            self._load_organization(organization)
        for joint in dataset.joint_commitments:
            self._load_joint_commitment(joint)
        for milestone in dataset.milestones:
            self._load_milestone(milestone)

    def _name(self, model: type[M], **identity: Any) -> M:
        """The entity of this name, made if it is new."""
        entity, is_new = model._default_manager.get_or_create(**identity)
        if is_new:
            self.report.added[str(model._meta.verbose_name_plural)] += 1
        return entity

    def _say(self, model: type[Record], owner: dict[str, Any], **facts: Any) -> None:
        """Write what the data set says about an owner, if that is new and no editor has spoken since."""
        names = str(model._meta.verbose_name_plural)
        if model not in self.latest:
            self.latest[model] = _Latest(model, tuple(owner))
        latest = self.latest[model]
        new = model(origin=Origin.DATASET, recorded_at=self.loaded_at, **owner, **facts)
        key = tuple(getattr(new, name) for name in latest.columns)
        columns = [column(model, name) for name in facts]
        if _same(latest.rows.get(key), new, columns):
            return
        if key in latest.rows and latest.rows[key].origin == Origin.EDITOR:
            if not _same(latest.of_dataset.get(key), new, columns):
                self.report.kept.append(f"{model._meta.verbose_name} {new}")
            return
        (self.report.changed if key in latest.rows else self.report.added)[names] += 1
        new.save(force_insert=True)
        latest.rows[key] = new

    def _load_codebook(self, data: dict[str, Any]) -> None:
        _, is_new = Codebook.objects.get_or_create(version=data["version"], defaults=data)
        if is_new:
            self.report.added["codebooks"] += 1

    # --- the record, from the top down ------------------------------------------------------------

    def _load_organization(self, data: dict[str, Any]) -> None:
        organization = self._name(Organization, slug=data["slug"])
        self._say(
            OrganizationRecord,
            {"organization": organization},
            name=data["name"],
            website=data.get("website", ""),
        )
        for policy in data["policies"]:
            self._load_policy(organization, policy)

    def _load_policy(self, organization: Organization, data: dict[str, Any]) -> None:
        policy = self._name(Policy, organization=organization, slug=data["slug"])
        self._say(
            PolicyRecord,
            {"policy": policy},
            title=data["title"],
            canonical_urls=data.get("canonical_urls", []),
            note=data.get("note", ""),
        )
        versions = {item["label"]: self._load_version(policy, item) for item in data["versions"]}
        for variant in data.get("variants", []):
            self._load_variant(versions[variant["of"]], variant)
        for source in data.get("sources", []):
            self._load_source(policy, versions.get(source.get("version", "")), source)
        for commitment in data.get("commitments", []):
            self._load_commitment(policy, versions, commitment)

    def _load_version(self, policy: Policy, data: dict[str, Any]) -> PolicyVersion:
        version = self._name(
            PolicyVersion, policy=policy, label=data["label"], slug=data["slug"], variant=0
        )
        effective_on, precision = parse_day_or_month(data["effective_on"])
        self._say(
            VersionRecord,
            {"version": version},
            state=State.PUBLISHED,
            effective_on=effective_on,
            effective_precision=precision,
            published_on=_day(data.get("published_on")),
            summary=data["summary"],
            pages=data.get("pages"),
            source_urls=data.get("source_urls", []),
            redline_url=data.get("redline_url", ""),
            note=data.get("note", ""),
            confidence=data["confidence"],
            reference=self.references[data["reference"]],
        )
        if account := data.get("account"):
            self._say(
                RevisionAccount,
                {"version": version},
                regime=account["regime"],
                summary=account.get("summary", ""),
                url=account.get("url", ""),
                reference=self.references[account["reference"]],
            )
        return version

    def _load_variant(self, base: PolicyVersion, data: dict[str, Any]) -> None:
        variant = self._name(
            PolicyVersion,
            policy=base.policy,
            label=base.label,
            slug=f"{base.slug}-reupload-{data['variant']}",
            variant=data["variant"],
        )
        self._say(
            VersionRecord,
            {"version": variant},
            state=State.PUBLISHED,
            first_seen_on=_day(data["first_seen_on"]),
            summary=data["difference"],
            is_material=data["material"],
            confidence=data["confidence"],
            reference=self.references[data["reference"]],
        )

    def _load_source(
        self, policy: Policy, version: PolicyVersion | None, data: dict[str, Any]
    ) -> None:
        # New sources fall due one after another, so that a first start does not knock on every door at once.
        due = timezone.now() + timedelta(minutes=self.new_sources)
        _, is_new = Source.objects.get_or_create(
            policy=policy,
            url=data["url"],
            defaults={"kind": data["kind"], "version": version, "next_fetch_at": due},
        )
        if is_new:
            self.report.added["sources"] += 1
            self.new_sources += 1

    def _load_commitment(
        self, policy: Policy, versions: dict[str, PolicyVersion], data: dict[str, Any]
    ) -> None:
        commitment = self._name(
            Commitment, organization=policy.organization, policy=policy, slug=data["slug"]
        )
        self._say(
            CommitmentRecord,
            {"commitment": commitment},
            title=data["title"],
            topic=data["topic"],
            is_core=data.get("core", False),
            note=data.get("note", ""),
        )
        for text in data["texts"]:
            self._load_text(commitment, versions, text)

    def _load_text(
        self, commitment: Commitment, versions: dict[str, PolicyVersion], data: dict[str, Any]
    ) -> None:
        version = versions[data["version"]]
        shared = {
            "confidence": data["confidence"],
            "reference": self.references[data["reference"]],
        }
        self._say(
            CommitmentText,
            {"commitment": commitment, "version": version},
            kind=data["kind"],
            text=data.get("text", ""),
            section=data.get("section", ""),
            modality=data.get("modality", "none"),
            note=data.get("note", ""),
            **shared,
        )
        if change := data.get("change"):
            between = self._name(
                Change,
                commitment=commitment,
                old_version=versions.get(change.get("from", "")),
                new_version=version,
            )
            self._say(
                TrackerReading,
                {"change": between},
                outcome=change["outcome"],
                is_reworded=change.get("reworded", False),
                replaced_by=change.get("replaced_by", []),
                coding=change.get("coding", ""),
                note=change.get("note", ""),
                **shared,
            )

    def _load_joint_commitment(self, data: dict[str, Any]) -> None:
        joint = self._name(JointCommitment, slug=data["slug"])
        self._say(
            JointCommitmentRecord,
            {"joint_commitment": joint},
            title=data["title"],
            agreed_on=_day(data["agreed_on"]),
            page_edition_on=_day(data.get("page_edition_on")),
            urls=data.get("urls", []),
            pledges=data["pledges"],
            signatories=data["signatories"],
            confidence=data["confidence"],
            reference=self.references[data["reference"]],
            signatories_reference=self.references[data.get("signatories_reference")],
        )

    def _load_milestone(self, data: dict[str, Any]) -> None:
        organization = data.get("organization")
        self._say(
            Milestone,
            {"slug": data["slug"]},
            organization=Organization.objects.get(slug=organization) if organization else None,
            happened_on=_day(data["happened_on"]),
            what=data["what"],
            url=data.get("url", ""),
            confidence=data["confidence"],
            is_second_hand=data.get("second_hand", False),
            reference=self.references[data.get("reference")],
        )


def _same(old: Record | None, new: Record, columns: list[str]) -> bool:
    return old is not None and all(getattr(old, name) == getattr(new, name) for name in columns)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
