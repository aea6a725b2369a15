"""What is asked for, by its names only: enough to find it in another process, and to know it again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from commitments.asking import Asked
from commitments.changelog import REUPLOAD, Chosen, changes_of, choose, entries_of
from commitments.comparing import compare_versions
from commitments.errors import TrackerError
from commitments.exports.matters import Changes, Commitment, Finds, Matter, TwoVersions
from commitments.exports.papers import Subject
from commitments.finding import find_among, find_commitment, find_policy
from commitments.history import accounts_of, lives_in, versions_of
from commitments.models import ChangeOutcome, PolicyVersion
from commitments.searching import COUNTED, find, want

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


def _commitment(names: Mapping[str, str], asked: Asked) -> Matter:
    found = find_commitment(names["organization"], names["slug"], asked.moment)
    [life] = lives_in(versions_of(found.policy, asked.moment), [found], asked.moment)
    return Commitment(life)


def _changes(names: Mapping[str, str], asked: Asked) -> Matter:
    """What happened, re-uploads too; retentions only where they are asked for."""
    chosen = choose(asked, [*ChangeOutcome.values, REUPLOAD])
    if chosen.outcome == ChangeOutcome.RETAINED:
        return Changes(asked.values, changes_of(chosen, asked.moment), asked.moment)
    return Changes(asked.values, entries_of(chosen, asked.moment).rows, asked.moment)


def _finds(names: Mapping[str, str], asked: Asked) -> Matter:
    if not asked.text("q"):
        raise TrackerError("no_query", "Say what to look for: q=pause+training.")
    return Finds(asked.values, find(want(asked), asked.moment), asked.moment)


_FIND: dict[Subject, Callable[[Mapping[str, str], Asked], Matter]] = {
    Subject.COMPARISON: _two_versions,
    Subject.COMMITMENT: _commitment,
    Subject.CHANGES: _changes,
    Subject.SEARCH: _finds,
}
