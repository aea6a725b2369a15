"""To which source the captures of an archive belong."""

from commitments.errors import NotFoundError
from commitments.models import Policy, Source, SourceKind


def source_numbered(number: str) -> Source:
    """The source with this id. Raises NotFoundError."""
    sources = Source.objects.select_related("policy__organization", "version")
    source: Source | None = sources.filter(pk=number).first() if number.isdecimal() else None
    if source is None:
        message = f"There is no source {number!r}: the ids are in the admin."
        raise NotFoundError("unknown_source", message)
    return source


def policy_named(name: str) -> Policy:
    """The policy called organization/policy. Raises NotFoundError."""
    organization, _, slug = name.partition("/")
    found: Policy | None = Policy.objects.filter(organization__slug=organization, slug=slug).first()
    if found is None:
        known = ", ".join(str(p) for p in Policy.objects.select_related("organization"))
        raise NotFoundError("unknown_policy", f"There is no policy {name!r}. There are: {known}.")
    return found


def source_at(policy: Policy, url: str) -> Source:
    """The policy's source with this address, made if there is none; one that is made is not watched."""
    source: Source
    source, _ = Source.objects.select_related("policy__organization", "version").get_or_create(
        policy=policy, url=url, defaults={"kind": SourceKind.UPLOAD}
    )
    return source
