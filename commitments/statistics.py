"""How much of what changed the publishers named themselves: the silent revision rate (after Zhu 2026)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from fractions import Fraction
from functools import lru_cache
from operator import add

from commitments.changelog import NOT_ASSESSED, Chosen, changes_of, log
from commitments.models import Announcement, ChangeOutcome
from commitments.moments import Moment
from commitments.watermarks import watermark


@dataclass(frozen=True, slots=True)
class Silence:
    """Material changes by what the publisher's account said of them."""

    announced: int = 0
    partly: int = 0
    silent: int = 0
    no_account: int = 0

    def __add__(self, other: "Silence") -> "Silence":
        return Silence(*map(add, astuple(self), astuple(other)))

    @property
    def accountable(self) -> int:
        """Those of revisions of which there is an account: only there can a change be silent."""
        return self.announced + self.partly + self.silent

    @property
    def strict(self) -> Fraction | None:
        """A change announced in part counts as silent. None, undefined, without an account."""
        return self._rate(self.partly + self.silent)

    @property
    def lenient(self) -> Fraction | None:
        """A change announced in part counts as announced. None, undefined, without an account."""
        return self._rate(self.silent)

    def _rate(self, unnamed: int) -> Fraction | None:
        return Fraction(unnamed, self.accountable) if self.accountable else None


# Published figures over 383 material changes, all of revisions with an account (arXiv 2609.08789, CC BY 4.0).
ZHU_2026 = Silence(announced=126, partly=54, silent=203)


@dataclass(frozen=True, slots=True)
class Assessment:
    """An organization's changes on record: those that count for its rate, and those nobody has coded yet."""

    organization: str
    silence: Silence
    not_material: int = 0
    not_assessed: int = 0

    @property
    def parts(self) -> list[tuple[str, str, int]]:
        """(code, its label, how many) of all but what is not material, for a picture or a list."""
        counted = [
            (Announcement.ANNOUNCED, self.silence.announced),
            (Announcement.PARTLY, self.silence.partly),
            (Announcement.SILENT, self.silence.silent),
            (Announcement.NO_ACCOUNT, self.silence.no_account),
        ]
        coded = [(code.value, str(code.label), number) for code, number in counted]
        return [*coded, (NOT_ASSESSED, "not assessed", self.not_assessed)]


def assessments(moment: Moment) -> tuple[Assessment, ...]:
    """Of each organization, by slug, from the decisions on record; two queries at most.

    A reading has neither materiality nor announcement: a change that is only read is not assessed. Retentions
    are left out, and so is what came into being, unless somebody has decided on it. Kept until something is
    published, except for days and instants, of which there is no end.
    """
    if moment.is_now:
        return _kept(watermark().key)
    return _assessments(moment)


@lru_cache(maxsize=1)
def _kept(mark: str) -> tuple[Assessment, ...]:
    return _assessments(Moment())


def _assessments(moment: Moment) -> tuple[Assessment, ...]:
    every = log(moment).codes
    found: dict[str, Counter[str]] = {}
    for row in changes_of(Chosen(), moment):
        codes = every[row.code]
        is_read_only = codes.basis == "reading"
        if codes.outcome == ChangeOutcome.RETAINED or (row.is_first and is_read_only):
            continue
        code = codes.announcement if codes.materiality == "material" else codes.materiality
        found.setdefault(codes.organization, Counter())[code] += 1
    return tuple(assessed(*its) for its in sorted(found.items()))


def assessed(organization: str, counts: Counter[str]) -> Assessment:
    """``counts`` by announcement of what is material, besides ``not-material`` and ``not-assessed``."""
    silence = Silence(
        announced=counts[Announcement.ANNOUNCED],
        partly=counts[Announcement.PARTLY],
        silent=counts[Announcement.SILENT],
        no_account=counts[Announcement.NO_ACCOUNT],
    )
    return Assessment(organization, silence, counts["not-material"], counts[NOT_ASSESSED])


def in_all(assessments: Iterable[Assessment]) -> Assessment:
    """All organizations together; the rates are of the sums, not the mean of the rates."""
    total = Assessment("", Silence())
    for row in assessments:
        total = Assessment(
            "",
            total.silence + row.silence,
            total.not_material + row.not_material,
            total.not_assessed + row.not_assessed,
        )
    return total
