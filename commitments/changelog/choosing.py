"""What a reader chooses of the log, read strictly, and what fits it."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from operator import attrgetter
from urllib.parse import urlencode

from commitments.asking import Asked
from commitments.changelog.log import NOT_ASSESSED, REUPLOAD, Codes, Log, Row, log
from commitments.facets import Tally, Values, tally
from commitments.models import Announcement, ChangeOutcome, Topic
from commitments.moments import Moment

OUTCOMES = [*(value for value in ChangeOutcome.values if value != "retained"), REUPLOAD]
ANNOUNCEMENTS = [*Announcement.values, NOT_ASSESSED]
MATERIALITIES = ["material", "not-material", NOT_ASSESSED]
BASES = ["decision", "reading"]
COUNTED = ("organization", "topic", "outcome", "announcement", "materiality", "basis", "year")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Empty where nothing is chosen; ``policy`` is a slug or organization/slug, ``year`` four digits."""

    organization: str = ""
    policy: str = ""
    topic: str = ""
    outcome: str = ""
    announcement: str = ""
    materiality: str = ""
    basis: str = ""
    year: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def query(self) -> dict[str, str]:
        """As it stands in an address."""
        return {name: str(value) for name, value in asdict(self).items() if value}

    @property
    def query_string(self) -> str:
        return urlencode(self.query)

    @property
    def counted(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in COUNTED}


def choose(asked: Asked, outcomes: Collection[str] = OUTCOMES) -> Chosen:
    """Raises TrackerError with a sentence for a value that means nothing. At most two queries."""
    owner, policy = asked.policy()
    return Chosen(
        organization=asked.organization(),
        policy=f"{owner}/{policy}" if owner else policy,
        topic=asked.choice("topic", Topic.values),
        outcome=asked.choice("outcome", outcomes),
        announcement=asked.choice("announcement", ANNOUNCEMENTS),
        materiality=asked.choice("materiality", MATERIALITIES),
        basis=asked.choice("basis", BASES),
        year=asked.text("year") and str(asked.number("year", 0)),
        since=asked.day("since"),
        until=asked.day("until"),
    )


@dataclass(frozen=True, slots=True)
class Fitting:
    """The rows that fit, newest first, and how many each other choice would show."""

    rows: Sequence[Row]
    tally: Tally


def entries_of(chosen: Chosen, moment: Moment) -> Fitting:
    """What happened: without retentions, with re-uploads."""
    return _fitting(log(moment), chosen, moment, {ChangeOutcome.RETAINED})


def changes_of(chosen: Chosen, moment: Moment) -> Sequence[Row]:
    """Every change of a commitment, retentions too, without re-uploads."""
    return _fitting(log(moment), chosen, moment, {REUPLOAD}).rows


def _fitting(whole: Log, chosen: Chosen, moment: Moment, without: Collection[str]) -> Fitting:
    """Rows with the same codes are judged and counted together."""
    cells = {
        number: _values(codes)
        for number, codes in enumerate(whole.codes)
        if codes.outcome not in without
    }
    rows = _within(whole.rows, chosen, moment)
    numbers = Counter(map(attrgetter("code"), rows))
    there = {code: numbers[code] for code in cells if numbers[code]}
    counted = tally(
        ((cells[code], number) for code, number in there.items()), COUNTED, chosen.counted
    )
    wanted = {name: value for name, value in chosen.counted.items() if value}
    fit = {
        code for code in there if all(value in cells[code][name] for name, value in wanted.items())
    }
    return Fitting([row for row in rows if row.code in fit], counted)


def _within(rows: Sequence[Row], chosen: Chosen, moment: Moment) -> Sequence[Row]:
    until = min(chosen.until or date.max, moment.as_of or date.max)
    start = bisect_left(rows, -until.toordinal(), key=_oldness)
    end = bisect_right(rows, -(chosen.since or date.min).toordinal(), key=_oldness)
    its = rows[start:end]
    return [row for row in its if _is_policy(chosen.policy, row.policy)] if chosen.policy else its


def _oldness(row: Row) -> int:
    return -row.place.day.toordinal()


def _values(codes: Codes) -> Values:
    return {name: (value,) if value else () for name, value in codes._asdict().items()}


def _is_policy(wanted: str, policy: str) -> bool:
    return wanted in (policy, policy.partition("/")[2])
