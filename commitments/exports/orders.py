"""What is asked for, by its names only: enough to find it in another process, and to know it again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from commitments.asking import Asked
from commitments.changelog import REUPLOAD, Chosen, changes_of, choose, entries_of
from commitments.comparing import VersionComparison, compare_versions
from commitments.editions import neighbours
from commitments.errors import NotFoundError, TrackerError
from commitments.exports.histories import History, Part
from commitments.exports.matters import Changes, Finds, Matter, OneCommitment, TwoVersions
from commitments.exports.papers import Subject
from commitments.finding import (
    find_among,
    find_commitment,
    find_organization,
    find_policy,
    find_sides,
)
from commitments.history import accounts_of, lives_in, versions_of
from commitments.models import ChangeOutcome, Commitment, PolicyVersion
from commitments.searching import COUNTED, find, parse, want

ONE_POLICY = "Both are versions of one policy; ask for them at .../compare/OLD...NEW/ of it."
CLOCKS = ("as_of", "known_at")
CHOSEN = {
    Subject.CHANGES: tuple(Chosen.__dataclass_fields__),
    Subject.SEARCH: ("q", "in_force", *COUNTED),
}


@dataclass(frozen=True, slots=True)
class Order:
    """``names`` as they stand in an address, ``asked`` as it stands in its query: clocks and choices."""

    subject: Subject
    names: Mapping[str, str]
    asked: Mapping[str, str]

    @classmethod
    def of(cls, subject: Subject, names: Mapping[str, str], query: Mapping[str, str]) -> "Order":
        """Whatever else a query string holds makes no other order."""
        wanted = (*CLOCKS, *CHOSEN.get(subject, ()))
        return cls(subject, dict(names), {name: query[name] for name in wanted if query.get(name)})

    @property
    def choice(self) -> str:
        """What is chosen, as a query string without the clocks."""
        return urlencode({name: self.asked[name] for name in self.asked if name not in CLOCKS})

    def find(self) -> Matter:
        """Raises NotFoundError for a name, and TrackerError for a choice, that means nothing."""
        return _FIND[self.subject](self.names, Asked(self.asked))


def _two_versions(names: Mapping[str, str], asked: Asked) -> Matter:
    at = asked.moment.of_any_day()
    owner = find_policy(names["organization"], names["policy"], at)
    versions = PolicyVersion.objects.published(at.known_at).of(owner)
    old, new = (find_among(versions, names[side], at) for side in ("old", "new"))
    compared = compare_versions(old, new, versions, at.known_at)
    return TwoVersions(compared, accounts_of([new], at).get(new.pk))


def _across(names: Mapping[str, str], asked: Asked) -> Matter:
    left, right = find_sides(names, asked.moment.of_any_day())
    if left.policy_id == right.policy_id:
        raise NotFoundError("one_policy", ONE_POLICY)
    return TwoVersions(VersionComparison(left, right, ()))


def _commitment(names: Mapping[str, str], asked: Asked) -> Matter:
    found = find_commitment(names["organization"], names["slug"], asked.moment)
    [life] = lives_in(versions_of(found.policy, asked.moment), [found], asked.moment)
    return OneCommitment(life)


def _changes(names: Mapping[str, str], asked: Asked) -> Matter:
    """What happened, re-uploads too; retentions only where they are asked for."""
    chosen = choose(asked, [*ChangeOutcome.values, REUPLOAD])
    if chosen.outcome == ChangeOutcome.RETAINED:
        return Changes(asked.values, changes_of(chosen, asked.moment), asked.moment)
    return Changes(asked.values, entries_of(chosen, asked.moment).rows, asked.moment)


def _finds(names: Mapping[str, str], asked: Asked) -> Matter:
    if not parse(asked.text("q")):
        raise TrackerError("no_query", "Name a word to look for, such as q=pause.")
    return Finds(asked.values, find(want(asked), asked.moment), asked.moment)


def _history(names: Mapping[str, str], asked: Asked) -> Matter:
    """Costs some ten queries; each part more, when its turn comes."""
    at, owner = asked.moment, names["organization"]
    found = find_organization(owner, at)
    all_changes = Order(Subject.CHANGES, {}, {**asked.values, "organization": owner})
    parts = [Part("", all_changes.find)]
    versions = PolicyVersion.objects.published(at.known_at).filter(policy__organization=found)
    versions = versions.filter(dated_on__lte=at.as_of) if at.as_of else versions
    for policy, its in groupby(versions.select_related("policy"), key=lambda v: v.policy):
        parts += _revisions(owner, policy.slug, list(its), asked)
    commitments = Commitment.objects.published(at.known_at).filter(organization=found)
    for slug in commitments.order_by("policy", "pk").values_list("slug", flat=True):
        order = Order(Subject.COMMITMENT, {"organization": owner, "slug": slug}, asked.values)
        parts.append(Part("commitments/", order.find))
    return History(found, parts)


def _revisions(owner: str, policy: str, versions: Sequence[Any], asked: Asked) -> Iterable[Part]:
    """Every version but the first beside the edition before it; a re-upload beside the one it follows."""
    for version in versions:
        old, _ = neighbours(version, versions)
        if old:
            names = {"organization": owner, "policy": policy, "old": old.slug, "new": version.slug}
            yield Part(f"{policy}/", Order(Subject.COMPARISON, names, asked.values).find)


_FIND: dict[Subject, Callable[[Mapping[str, str], Asked], Matter]] = {
    Subject.COMPARISON: _two_versions,
    Subject.ACROSS: _across,
    Subject.COMMITMENT: _commitment,
    Subject.CHANGES: _changes,
    Subject.SEARCH: _finds,
    Subject.HISTORY: _history,
}
