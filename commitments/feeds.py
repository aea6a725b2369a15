"""The log of changes as Atom (RFC 4287): what was published here last comes first, whatever day it is about.

Nobody is told of what only the machine has seen: drafts, back-filled captures and better readings of old
documents publish nothing about a commitment.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from commitments.changelog import REUPLOAD, Chosen, Line, entries_of, lines_of
from commitments.models import ChangeOutcome
from commitments.moments import Moment

MOST = 50  # entries; a reader that comes once a week has missed none so far
# RFC 4151. The name and the year stay for good: with another, every reader would see every entry anew. No
# host, for a tracker may move, and the same change is the same entry wherever the record is served.
TAG = "tag:rsp-commitment-tracker,2026:"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # XML has no way to write them


@dataclass(frozen=True, slots=True)
class News:
    """A line of the log and when it was published here."""

    published_at: datetime
    line: Line

    @property
    def tag(self) -> str:
        """From names that never change; not from row numbers, which another database gives otherwise."""
        version, entry = self.line.revision.version, self.line.entry
        if entry is None:
            return f"{TAG}re-upload/{version.policy}/{version.slug}"
        change = entry.step.change
        old = change.old_version.slug if change.old_version else ""
        owner = version.policy.organization.slug
        return f"{TAG}change/{owner}/{change.commitment.slug}/{old}...{version.slug}"

    @property
    def title(self) -> str:
        version, entry = self.line.revision.version, self.line.entry
        of = f"{version.policy.organization.name}, {version.policy.title} {version.name}"
        if entry is None:
            return f"Re-uploaded under the same label: {of}"
        outcome = ChangeOutcome(entry.step.outcome).label.capitalize()
        return f"{outcome}: {entry.step.change.commitment.record.title} ({of})"

    @property
    def path(self) -> str:
        """Of the comparison in which it lies; of a first edition, the commitment's."""
        revision, entry = self.line.revision, self.line.entry
        old = entry.step.change.old_version if entry else revision.old
        commitment = entry.step.change.commitment if entry else None
        if old is None:
            return (commitment or revision.version).get_absolute_url()
        policy = revision.version.policy
        names = [policy.organization.slug, policy.slug, old.slug, revision.version.slug]
        anchor = f"#commitment-{commitment.slug}" if commitment else ""
        return reverse("version-compare", args=names) + anchor

    @property
    def categories(self) -> list[str]:
        entry = self.line.entry
        if entry is None:
            return [REUPLOAD]
        return [entry.step.outcome, str(entry.step.change.commitment.record.topic)]


def news(chosen: Chosen, moment: Moment) -> list[News]:
    """What was published last of what is chosen: about twenty queries."""
    rows = entries_of(chosen, moment).rows  # newest first, and nlargest keeps that among equals
    found = nlargest(MOST, rows, key=lambda row: row.published_at)
    lines = lines_of([row.place for row in found], moment)
    return [News(row.published_at, line) for row, line in zip(found, lines, strict=True)]


class _Atom(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """When the record last grew, and not the time of the request, where nothing fits the choice."""
        return super().latest_post_date() if self.items else self.feed["grown_at"]


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed says of itself; the addresses are whole."""

    title: str
    page: str
    address: str
    tag: str  # of what is chosen
    grown_at: datetime  # when the record last grew


def atom(channel: Channel, found: Iterable[News], absolute: Callable[[str], str]) -> str:
    """The document; ``absolute`` makes whole addresses of paths."""
    document = _Atom(
        title=channel.title,
        subtitle="What became of commitments in AI companies’ safety policies, and who says so.",
        description=None,
        link=channel.page,
        feed_url=channel.address,
        feed_guid=channel.tag,
        author_name="RSP commitment tracker",
        language="en-GB",
        grown_at=channel.grown_at,
    )
    for item in found:
        told = render_to_string("feeds/news.html", {"line": item.line, "absolute": absolute})
        document.add_item(
            title=_CONTROLS.sub("", item.title),
            link=absolute(item.path),
            description=_CONTROLS.sub("", told),
            unique_id=item.tag,
            updateddate=item.published_at,
            categories=item.categories,
        )
    return str(document.writeString("utf-8"))
