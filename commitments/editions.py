"""The order of a policy's editions: which stands before a version, and which after it."""

from collections.abc import Sequence
from typing import Any


def neighbours(version: Any, versions: Sequence[Any]) -> tuple[Any, Any]:
    """The editions on both sides in the policy's public ``versions`` (oldest first), or None: no query.

    By place and not by date, which two editions may share. Of a re-upload: the edition that it follows, and the
    next one.
    """
    place = [other.pk for other in versions].index(version.pk)
    before = [other for other in versions[:place] if other.variant == 0]
    after = (other for other in versions[place + 1 :] if other.variant == 0)
    return (before[-1] if before else None), next(after, None)
