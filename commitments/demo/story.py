"""The demonstration: what a publisher does, what the tracker sees, what an editor then says.

Only Example Lab's sources are touched. The worker does the fetching, as it would for anybody; the story merely
lets a source's turn come at once, where life takes half an hour to a day.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from commitments import review
from commitments.demo.publisher import Publisher
from commitments.demo.record import ORGANIZATION, POLICY
from commitments.models import (
    Candidate,
    CandidateState,
    FetchAttempt,
    Outcome,
    Policy,
    PolicyVersion,
    Source,
    SourceKind,
    State,
    VersionText,
)

NEW_EDITION = '<li>March 2, 2026: <a href="/policy-v2.0.pdf">Careful Scaling Policy, Version 2.0</a></li></ul>'
Until = Callable[[Callable[[], object]], None]  # waits until something is true


@dataclass(frozen=True, slots=True)
class Scene:
    """What happened, and the page on which to see it."""

    told: str
    path: str


def is_played() -> bool:
    """Whether this data folder has seen the story."""
    return VersionText.objects.exists()


def play(publisher: Publisher, until: Until) -> Iterator[Scene]:
    """The story, scene by scene; each is yielded when it has come true."""
    policy = Policy.objects.get(organization__slug=ORGANIZATION, slug=POLICY)
    listing = _watch(policy, SourceKind.PAGE, f"{publisher.address}/policies.html")
    document = _watch(policy, SourceKind.DOCUMENT, f"{publisher.address}/policy-v1.0.html")
    first = _captured(document, until)
    first = review.label_as_guessed(version=first, by=None)
    review.publish_version(version=first, by=None, actor="demo")
    yield Scene(
        f"A policy was captured; an editor called it {first.label}.", first.get_absolute_url()
    )

    Source.objects.filter(pk=document.pk).update(version=first)  # as an editor says of this address
    publisher.rewrite("/policy-v1.0.html", "within 30 days", "within 90 days")
    publisher.rewrite("/policy-v1.0.html", "every 3 months", "every 6 months")
    again = _reuploaded(document, until)
    review.publish_version(version=again, by=None, actor="demo")
    yield Scene(
        "The publisher changed the document under the same label and told nobody; it was noticed.",
        compare(first, again),
    )

    until(lambda: FetchAttempt.objects.filter(source=listing).exclude(outcome="failed").exists())
    publisher.rewrite("/policies.html", "</ul>", NEW_EDITION)
    second = _captured(_discovered(listing, until), until)
    second = review.label_as_guessed(version=second, by=None)
    review.publish_version(version=second, by=None, actor="demo")
    yield Scene(
        f"A new PDF appeared on the publisher's page; {second.label} is a rewrite.",
        compare(again, second),
    )


def compare(old: PolicyVersion, new: PolicyVersion) -> str:
    return reverse("version-compare", args=[ORGANIZATION, POLICY, old.slug, new.slug])


def _watch(policy: Policy, kind: SourceKind, url: str) -> Source:
    source, _ = Source.objects.get_or_create(policy=policy, url=url, defaults={"kind": kind})
    return source


def _look(source: Source) -> None:
    Source.objects.filter(pk=source.pk).update(next_fetch_at=timezone.now())


def _captured(source: Source, until: Until) -> PolicyVersion:
    """The draft that the source's document became."""
    drafts = VersionText.objects.filter(
        extraction__snapshot__source=source, state=State.DRAFT
    ).select_related("version__policy__organization")
    _look(source)
    until(drafts.exists)
    version: PolicyVersion = drafts.order_by("-pk")[0].version
    return version


def _reuploaded(source: Source, until: Until) -> PolicyVersion:
    """The re-upload at this address, once the tracker has seen it twice."""
    _look(source)
    until(lambda: FetchAttempt.objects.filter(source=source, outcome=Outcome.HELD).exists())
    _look(source)
    until(lambda: FetchAttempt.objects.filter(source=source, outcome=Outcome.VARIANT).exists())
    found = PolicyVersion.objects.filter(policy=source.policy, variant__gt=0)
    again: PolicyVersion = found.select_related("policy__organization").order_by("-variant")[0]
    return again


def _discovered(listing: Source, until: Until) -> Source:
    """The source that the new link on the publisher's page became."""
    _look(listing)
    found = Candidate.objects.filter(source=listing, state=CandidateState.WATCHED)
    until(found.exists)
    return Source.objects.get(pk__in=found.values("became"))
