"""All that fits a search, best first, counted by facets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from commitments.facets import Tally, tally
from commitments.frames import Frame, frame, in_force_on
from commitments.moments import Moment
from commitments.searching.choosing import COUNTED, Wanted
from commitments.searching.grouping import Find, fitting, grouped
from commitments.searching.places import Scope, places
from commitments.searching.terms import compiled


@dataclass(frozen=True, slots=True)
class Found:
    """``is_capped``: the words stand in more places, of which only the latest were looked at."""

    finds: Sequence[Find]
    tally: Tally
    frame: Frame
    query: Any
    is_capped: bool

    @property
    def total(self) -> int:
        return len(self.finds)


def find(wanted: Wanted, moment: Moment, *, most: int | None = None) -> Found:
    """Nine queries at most. Only versions in force are looked through if that or a day is asked for.

    ``most`` places of each source are looked at, where all that is asked is how much there is.
    """
    whole = _scope(wanted, moment)
    whole = replace(whole, most=most) if most else whole
    if not wanted.terms:
        return Found((), tally((), COUNTED, {}), whole.frame, None, is_capped=False)
    query = compiled(wanted.terms)
    found, is_capped = places(query, whole)
    finds = grouped(found, whole.frame)
    counted = tally(((find.values, 1) for find in finds), COUNTED, wanted.counted)
    if is_capped and (wanted.organization or wanted.policy):
        # What was chosen may lie beyond the cap: it is looked for by itself.
        found, is_capped = places(query, _narrowed(whole, wanted))
        finds = grouped(found, whole.frame)
    its = (fitting(find, wanted, whole.frame) for find in finds)
    ordered = sorted((find for find in its if find), key=lambda find: find.order)
    return Found(ordered, counted, whole.frame, query, is_capped=is_capped)


def _scope(wanted: Wanted, moment: Moment) -> Scope:
    at = frame(moment)
    if moment.as_of:
        versions: Any = in_force_on(moment.as_of, moment)
    else:
        versions = at.in_force if wanted.is_in_force else at.versions
    is_dated = wanted.is_in_force or bool(moment.as_of)
    return Scope(at, moment, versions, at.commitments, in_force=is_dated)


def _narrowed(scope: Scope, wanted: Wanted) -> Scope:
    def fits(facts: Any) -> bool:
        return wanted.organization in ("", facts.organization) and wanted.policy in (
            "",
            facts.policy,
            facts.policy.partition("/")[2],
        )

    at = scope.frame
    return replace(
        scope,
        versions={pk for pk in scope.versions if fits(at.versions[pk])},
        commitments={pk for pk in scope.commitments if fits(at.commitments[pk])},
    )
