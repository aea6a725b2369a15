"""The same words of one policy as one find, wherever they stand."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from commitments.facets import Values
from commitments.frames import Frame
from commitments.searching.choosing import Wanted
from commitments.searching.places import KIND, Place


class Find(NamedTuple):
    """``places``: one a version, oldest first; of a title only itself."""

    places: tuple[Place, ...]
    values: Values

    @property
    def best(self) -> Place:
        """The words in the newest of the versions."""
        return self.places[-1]

    @property
    def versions(self) -> list[int]:
        return [place.version for place in self.places if place.version]

    @property
    def order(self) -> tuple[Any, ...]:
        """Best first; among equals what was said last."""
        return -self.best.rank, self.best.source, -self.best.row


def grouped(found: Iterable[Place], at: Frame) -> list[Find]:
    by_words: dict[tuple[Any, ...], list[Place]] = {}
    for place in found:
        by_words.setdefault(place.same, []).append(place)
    return [_find(its, at) for its in by_words.values()]


def _find(its: list[Place], at: Frame) -> Find:
    """Repetitions inside a document count once."""
    by_version = {place.version: place for place in its}
    ordered = sorted(by_version, key=lambda pk: at.versions[pk].place if pk else -1)
    found = tuple(by_version[pk] for pk in ordered)
    return Find(found, _values(found, at))


def _values(its: tuple[Place, ...], at: Frame) -> Values:
    best = its[-1]
    versions = [at.versions[place.version] for place in its if place.version]
    about = at.commitments[best.commitment] if best.commitment else None
    policy = about.policy if about else versions[-1].policy
    return {
        "kind": (KIND[best.source],),
        "organization": (policy.partition("/")[0],),
        "policy": (policy, policy.partition("/")[2]),
        "topic": (about.topic,) if about else (),
        "strength": {place.strength for place in its} - {""},
        "year": {str(version.day.year) for version in versions},
        "version": {version.slug for version in versions},
    }


def fitting(find: Find, wanted: Wanted, at: Frame) -> Find | None:
    """The find in the versions that were chosen, if it is in any."""
    chosen = {name: value for name, value in wanted.counted.items() if value}
    if not chosen:
        return find
    if any(value not in find.values[name] for name, value in chosen.items()):
        return None
    places = tuple(place for place in find.places if _is_of(place, wanted, at))
    return find._replace(places=places) if places else None


def _is_of(place: Place, wanted: Wanted, at: Frame) -> bool:
    if not place.version:
        return True
    version = at.versions[place.version]
    return wanted.year in ("", str(version.day.year)) and wanted.version in ("", version.slug)
