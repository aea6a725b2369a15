"""Captures for back-fill tests, and what became of them."""

from datetime import UTC, datetime

from commitments.backfill.captures import Capture, Entry
from commitments.fetching import Fetched
from commitments.models import PolicyVersion, ProposedChange, Source, State, VersionText

START = datetime(2024, 1, 1, 12, tzinfo=UTC)
WORDS = {
    "A": "We will test every model before release. We will publish the results within 30 days.",
    "B": "We will test every model before release. We aim to publish the results.",
    "C": "We will test every model before release. We will publish the results within a year.",
    "D": "We will test the largest models before release. We may publish the results.",
}


def seen(source: Source, text: str, at: datetime, **told: object) -> Entry:
    """A capture of one of the four texts, of others as they are."""
    body = WORDS.get(text, text).encode()
    fetched = Fetched(body, "text/plain", source.url, at, {})
    return Entry(source, f"{at.isoformat()} {text}", lambda: Capture(fetched, dict(told)))


def drafts() -> list[tuple[str, str]]:
    """The drafts that stand, in the order of their dates: label and the letter of the text."""
    letters = {words: letter for letter, words in WORDS.items()}
    found = []
    for version in PolicyVersion.objects.all():
        text = VersionText.objects.filter(version=version).order_by("-recorded_at", "-pk").first()
        if text and text.state == State.DRAFT:
            day = version.records.order_by("-recorded_at", "-pk")[0].first_seen_on
            words = " ".join(block["text"] for block in text.extraction.blocks)
            found.append((day, version.pk, version.name, letters.get(words, words)))
    return [(label, letter) for _, _, label, letter in sorted(found)]


def proposals() -> list[tuple[str, str, str]]:
    rows = ProposedChange.objects.values_list(
        "old_version__label", "new_version__label", "new_text"
    )
    return sorted(rows)
