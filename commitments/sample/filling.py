"""Brings the sample in by the verbs of the real thing: data set, back-fill, publication."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from functools import partial

from commitments import review
from commitments.backfill.captures import Capture, Entry
from commitments.backfill.places import policy_named, source_at
from commitments.backfill.running import run
from commitments.dataset.loading import load_dataset
from commitments.errors import ConflictError
from commitments.fetching import Fetched
from commitments.models import PolicyVersion, Snapshot, Source, State, VersionText
from commitments.sample.record import PREFIX, Edition, editions, sample_record
from commitments.sample.texts import document


def fill(versions: int, clauses: int, *, advance: Callable[[int], None], hands: int) -> None:
    """Make so many versions with about so many clauses in all; what is there already stays.

    ``advance`` hears three for each version at most. Raises ConflictError where real documents are kept: what
    is in the record stays in it for good, and invented policies do not belong there.
    """
    if Snapshot.objects.exclude(source__policy__organization__slug__startswith=PREFIX).exists():
        raise ConflictError(
            "real_record",
            "This database holds captured documents, and sample data could never be taken out again;"
            " give them a folder of their own: DATA_DIR=.data-sample.",
        )
    load_dataset(sample_record(versions))
    sources: dict[int, Source] = {}
    entries = [_entry(edition, clauses // versions, sources) for edition in editions(versions)]
    done = run(entries, advance=advance, hands=hands)
    if done.failures:
        raise done.failures[0][1]
    _publish(advance)


def _entry(edition: Edition, sentences: int, sources: dict[int, Source]) -> Entry:
    name = f"{edition.organization_slug}/{edition.policy_slug}"
    if edition.policy not in sources:
        sources[edition.policy] = source_at(policy_named(name), f"https://{PREFIX}invalid/{name}")
    mark = f"sample {edition.policy} {edition.version} {sentences}"
    return Entry(sources[edition.policy], mark, partial(_load, edition, sentences))


def _load(edition: Edition, sentences: int) -> Capture:
    body = document(edition.policy, edition.version, sentences).encode()
    seen_at = datetime.combine(edition.effective_on, time(), UTC)
    facts = {"label": edition.label, "effective_on": edition.effective_on.isoformat()}
    return Capture(Fetched(body, "text/markdown", "", seen_at, {}), {"archive": "sample", **facts})


def _publish(advance: Callable[[int], None]) -> None:
    drafts = VersionText.objects.filter(state=State.DRAFT).values("version")
    for version in PolicyVersion.objects.filter(
        pk__in=drafts, policy__organization__slug__startswith=PREFIX
    ):
        review.publish_version(version=version, by=None, actor="make_sample_data")
        advance(1)
