"""What a reader wants of a search, read strictly."""

from dataclasses import dataclass

from commitments.asking import Asked
from commitments.models import Topic
from commitments.searching.terms import Terms, parse

KINDS = ("commitment", "summary", "clause")
STRENGTHS = ("must", "intend", "may", "recommend")
COUNTED = ("kind", "organization", "policy", "topic", "strength", "year", "version")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Empty where nothing is chosen. ``policy`` is a slug or organization/slug."""

    terms: Terms = ()
    kind: str = ""
    organization: str = ""
    policy: str = ""
    topic: str = ""
    strength: str = ""
    year: str = ""
    version: str = ""
    is_in_force: bool = False

    @property
    def counted(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in COUNTED}


def want(asked: Asked) -> Wanted:
    """Raises TrackerError with a sentence for a value that means nothing. At most two queries."""
    owner, policy = asked.policy()
    return Wanted(
        terms=parse(asked.text("q")),
        kind=asked.choice("kind", KINDS),
        organization=asked.organization(),
        policy=f"{owner}/{policy}" if owner else policy,
        topic=asked.choice("topic", Topic.values),
        strength=asked.choice("strength", STRENGTHS),
        year=asked.text("year") and str(asked.number("year", 0)),
        version=asked.text("version").lower(),
        is_in_force=bool(asked.flag("in_force")),
    )
