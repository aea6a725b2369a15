"""Invented policies, sentence by sentence: one number makes one text, and each version edits the last."""

from functools import lru_cache
from random import Random

ACTORS = ("The company", "The board", "The safety team", "A responsible officer", "The security lead",
          "An external reviewer", "The evaluation group", "Management")  # fmt: skip
MODALS = ("will", "must", "aims to", "intends to", "may", "should", "commits to", "will not")
VERBS = ("publish", "review", "test", "approve", "record", "delay", "report", "audit", "restrict", "assess",
         "monitor", "share", "document", "disclose", "suspend", "verify")  # fmt: skip
KINDS = (
    "frontier",
    "deployed",
    "internal",
    "unreleased",
    "fine-tuned",
    "large",
    "candidate",
    "retired",
)
THINGS = ("model", "safeguard", "evaluation", "threshold", "incident", "capability report", "weight store",
          "risk case", "training run", "access list", "red-team result", "exception")  # fmt: skip
WHEN = ("before deployment", "every {n} months", "within {n} days", "at each scaling step", "once a year",
        "where feasible", "after {n} incidents", "before training begins")  # fmt: skip
WHY = ("so that risk stays acceptable", "in line with section {n}", "unless the board decides otherwise",
       "as measured by test {n}", "with regard to biological misuse", "with regard to cyber attacks",
       "under supervision of two people", "on request of the authorities")  # fmt: skip
SECTION = 12  # sentences under one heading
EDITED, DROPPED = (
    0.06,
    0.02,
)  # share of sentences that a version rewords, and leaves out for new ones


def document(policy: int, version: int, sentences: int) -> str:
    """The text of a policy's version (0 is the first), as Markdown with so many sentences."""
    lines = [f"# Sample Policy {policy}", ""]
    # Names the edition, so that no two are the same by chance.
    told = (
        f"This is edition {version + 1} of the policy.",
        *_sentences(policy, version, sentences - 1),
    )
    for number, sentence in enumerate(told):
        if number % SECTION == 0:
            lines += [f"## {number // SECTION + 1}. {_title(policy, number)}", ""]
        lines += [sentence, ""]
    return "\n".join(lines)


def promise(policy: int, topic: int, version: int) -> str:
    """One sentence that a version says on a topic; it changes every third version."""
    return _sentence(Random(f"promise {policy} {topic} {version // 3}"))  # noqa: S311  must repeat itself


@lru_cache(maxsize=64)  # versions are asked for one after the other, and each needs the one before
def _sentences(policy: int, version: int, number: int) -> tuple[str, ...]:
    chance = Random(f"text {policy} {version}")  # noqa: S311
    if version == 0:
        return tuple(_sentence(chance) for _ in range(number))
    return tuple(_edited(sentence, chance) for sentence in _sentences(policy, version - 1, number))


def _edited(sentence: str, chance: Random) -> str:
    draw = chance.random()
    if draw < DROPPED:
        return _sentence(chance)
    if draw < DROPPED + EDITED:
        return sentence.replace(f" {chance.choice(MODALS[:2])} ", f" {chance.choice(MODALS[2:])} ")
    return sentence


def _sentence(chance: Random) -> str:
    ends = (chance.choice(part).format(n=chance.randint(2, 90)) for part in (WHEN, WHY))
    act = f"{chance.choice(MODALS)} {chance.choice(VERBS)}"
    what = f"each {chance.choice(KINDS)} {chance.choice(THINGS)} {chance.randint(1, 9999)}"
    return f"{chance.choice(ACTORS)} {act} {what} {' '.join(ends)}."


def _title(policy: int, number: int) -> str:
    chance = Random(f"title {policy} {number}")  # noqa: S311
    return f"{chance.choice(KINDS).capitalize()} {chance.choice(THINGS)}s"
