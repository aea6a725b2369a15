"""From the names in an address to what they name; or a NotFoundError that says which names there are."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from commitments.errors import NotFoundError
from commitments.models import Commitment, Organization, Policy, PolicyVersion
from commitments.moments import Moment

MOST_NAMES = 25  # in a sentence


def find_organization(slug: str, moment: Moment) -> Organization:
    organizations = Organization.objects.published(moment.known_at)
    found: Organization | None = organizations.filter(slug=slug).first()
    if found is None:
        raise missing("organization", slug, organizations.values_list("slug", flat=True), moment)
    return found


def find_policy(organization: str, slug: str, moment: Moment) -> Policy:
    policies = Policy.objects.published(moment.known_at).filter(organization__slug=organization)
    found: Policy | None = policies.filter(slug=slug).first()
    if found is None:
        owner = find_organization(organization, moment)
        names = policies.values_list("slug", flat=True)
        raise missing("policy", slug, names, moment, of=owner.slug)
    return found


def find_version(organization: str, policy: str, version: str, moment: Moment) -> PolicyVersion:
    return find_version_of(find_policy(organization, policy, moment), version, moment)


def find_version_of(policy: Policy, slug: str, moment: Moment) -> PolicyVersion:
    versions = PolicyVersion.objects.published(moment.known_at).of(policy)
    found: PolicyVersion = find_among(versions, slug, moment)
    return found


def find_sides(names: Mapping[str, str], moment: Moment) -> tuple[PolicyVersion, PolicyVersion]:
    """Two versions, ``left_`` and ``right_``, each by the names of its organization, policy and version."""
    left, right = (
        find_version(
            names[f"{side}_organization"],
            names[f"{side}_policy"],
            names[f"{side}_version"],
            moment,
        )
        for side in ("left", "right")
    )
    return left, right


def find_among(versions: Sequence[Any], slug: str, moment: Moment) -> Any:
    """The version of this name among a policy's versions that are loaded already: no query."""
    found = next((version for version in versions if version.slug == slug), None)
    if found is None:
        of = str(versions[0].policy) if versions else ""
        raise missing("version", slug, (version.slug for version in versions), moment, of=of)
    return found


def find_commitment(organization: str, slug: str, moment: Moment) -> Commitment:
    commitments = Commitment.objects.published(moment.known_at)
    commitments = commitments.filter(organization__slug=organization)
    found: list[Commitment] = commitments.filter(slug=slug).with_policies(moment.known_at)
    if not found:
        owner = find_organization(organization, moment)
        names = (commitment.slug for commitment in commitments)
        raise missing("commitment", slug, names, moment, of=owner.slug)
    return found[0]


def missing(
    noun: str, name: Any, names: Iterable[str], moment: Moment, *, of: str = ""
) -> NotFoundError:
    """The error for a name that is not in the record as it was known then."""
    whole = f"{noun} {name} of {of}" if of else f"{noun} {name}"
    listed = _listed(list(dict.fromkeys(names)))
    then = f" in what was published by {moment.known_at:%Y-%m-%d}" if moment.known_at else ""
    return NotFoundError(f"no_such_{noun}", f"There is no {whole}{then}; there {listed}.")


def _listed(names: list[str]) -> str:
    if not names:
        return "is none yet"
    rest = len(names) - MOST_NAMES
    more = [f"and {rest} more"] if rest > 0 else []
    return ("are " if len(names) > 1 else "is ") + ", ".join([*names[:MOST_NAMES], *more])
