"""Reads the data set's files, and refuses whatever breaks the schema, with the path of the fault."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError, best_match

from commitments.errors import DatasetError

HERE = Path(__file__).parent
FORMATS = FormatChecker()


@FORMATS.checks("day", ValueError)
def _is_day(value: object) -> bool:
    return not isinstance(value, str) or bool(date.fromisoformat(value))


@FORMATS.checks("day-or-month", ValueError)
def _is_day_or_month(value: object) -> bool:
    return not isinstance(value, str) or bool(parse_day_or_month(value))


def parse_day_or_month(value: str) -> tuple[date, str]:
    """ "2026-07" is the month, counted from its first day. Raises ValueError."""
    if len(value) == len("2026-07"):
        return date.fromisoformat(f"{value}-01"), "month"
    return date.fromisoformat(value), "day"


@dataclass(frozen=True, slots=True)
class Dataset:
    edition: dict[str, Any]
    codebook: dict[str, Any]
    references: dict[str, Any]
    organizations: tuple[dict[str, Any], ...]
    joint_commitments: tuple[dict[str, Any], ...]
    milestones: tuple[dict[str, Any], ...]


def read_dataset(folder: Path = HERE) -> Dataset:
    """The whole data set, valid against its schema and in itself. Raises DatasetError with the path."""
    dataset = Dataset(
        edition=_valid(folder, "edition.json", "edition"),
        codebook=_valid(folder, "codebook.json", "codebook"),
        references=_valid(folder, "references.json", "references"),
        organizations=tuple(
            _valid(folder, f"organizations/{path.name}", "organization")
            for path in sorted((folder / "organizations").glob("*.json"))
        ),
        joint_commitments=tuple(_valid(folder, "joint_commitments.json", "joint_commitments")),
        milestones=tuple(_valid(folder, "milestones.json", "milestones")),
    )
    _check_names(dataset)
    return dataset


@cache
def shipped() -> Dataset:
    """The data set that the tracker ships with, read and checked once in a process; not to be changed."""
    return read_dataset()


@cache
def _validator(definition: str) -> Draft202012Validator:
    schema = json.loads((HERE / "schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(
        {"$ref": f"#/$defs/{definition}", "$defs": schema["$defs"]}, format_checker=FORMATS
    )


def _valid(folder: Path, name: str, definition: str) -> Any:
    try:
        data = json.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DatasetError("missing_file", f"{name} is missing from {folder}.") from error
    except ValueError as error:
        raise DatasetError("not_json", f"{name} is not JSON: {error}.") from error
    fault = best_match(_validator(definition).iter_errors(data))
    if fault:
        raise DatasetError("schema", f"{name}: {_path(fault)}: {fault.message}")
    return data


def _path(fault: ValidationError) -> str:
    """policies[0].versions[3].effective_on"""
    return fault.json_path.removeprefix("$").removeprefix(".") or "the file"


def _check_names(dataset: Dataset) -> None:
    """Whatever is named must exist: references, versions, commitments, organizations."""
    for path, slug in _named_references(dataset):
        if slug not in dataset.references:
            raise DatasetError("unknown_reference", f"{path}: no reference {slug!r}.")
    for organization in dataset.organizations:
        _check_organization(organization)


def _check_organization(organization: dict[str, Any]) -> None:
    file = f"organizations/{organization['slug']}.json"
    slugs = [c["slug"] for p in organization["policies"] for c in p.get("commitments", [])]
    if twice := {slug for slug in slugs if slugs.count(slug) > 1}:
        raise DatasetError("twice", f"{file}: commitments named twice: {', '.join(sorted(twice))}.")
    for number, policy in enumerate(organization["policies"]):
        labels = {version["label"] for version in policy["versions"]}
        for path, label in _named_versions(policy):
            if label not in labels:
                at = f"{file}: policies[{number}].{path}"
                raise DatasetError("unknown_version", f"{at}: no version {label!r}.")
        for path, slug in _named_successors(policy):
            if slug not in slugs:
                at = f"{file}: policies[{number}].{path}"
                raise DatasetError("unknown_commitment", f"{at}: no commitment {slug!r}.")


def _named_versions(policy: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for i, source in enumerate(policy.get("sources", [])):
        if "version" in source:
            yield f"sources[{i}].version", source["version"]
    for i, variant in enumerate(policy.get("variants", [])):
        yield f"variants[{i}].of", variant["of"]
    for path, text in _texts(policy):
        yield f"{path}.version", text["version"]
        if "from" in text.get("change", {}):
            yield f"{path}.change.from", text["change"]["from"]


def _named_successors(policy: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for path, text in _texts(policy):
        for slug in text.get("change", {}).get("replaced_by", []):
            yield f"{path}.change.replaced_by", slug


def _texts(policy: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for i, commitment in enumerate(policy.get("commitments", [])):
        for j, text in enumerate(commitment["texts"]):
            yield f"commitments[{i}].texts[{j}]", text


def _named_references(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every "reference" anywhere in the data set, with its path."""
    if isinstance(node, Dataset):
        for file in (*node.organizations, {"joint_commitments": node.joint_commitments}):
            yield from _named_references(file, file.get("slug", ""))
        yield from _named_references(node.milestones, "milestones")
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in ("reference", "signatories_reference"):
                yield f"{path}.{key}", value
            else:
                yield from _named_references(value, f"{path}.{key}")
    elif isinstance(node, list | tuple):
        for index, value in enumerate(node):
            yield from _named_references(value, f"{path}[{index}]")
