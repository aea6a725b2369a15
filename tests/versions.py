"""Two versions that many tests look at, with invented texts, and the way in which any version is brought."""

import shutil
import tempfile
from datetime import date
from pathlib import Path

from django.db import connection, transaction
from django.test import override_settings

from commitments import capture, review
from commitments.drafts import Edition
from commitments.models import Policy, PolicyVersion

V21 = """Responsible Scaling Policy

Version 2.1

1. Assessment

We will test every new frontier model before it is deployed. We will repeat the tests at least every six months.

2. Safeguards

We will not deploy a model above the threshold until the required safeguards are in place.
The lighthouse report describes our reasoning in plain language.

3. Governance

The board must approve every exception. We will publish a summary of each exception within 30 days.
"""
V22 = """Responsible Scaling Policy

Version 2.2

1. Assessment

We will test every new frontier model before it is deployed. We aim to repeat the tests regularly.

2. Safeguards

We will not deploy a model above the threshold until the required safeguards are in place.

3. Governance

The board must approve every exception. We will publish a summary of each exception within 30 days.
We will name a responsible officer for each model.
"""


def bring_version(
    label: str,
    text: str,
    on: str,
    *,
    publish: bool = True,
    media_type: str = "text/plain",
    source_url: str = "",
    policy: str = "responsible-scaling-policy",
) -> PolicyVersion:
    """Import a text as a version of Anthropic's policy, or another, and publish it, unless told otherwise."""
    version = capture.import_document(
        policy=Policy.objects.get(slug=policy),
        data=text.encode(),
        media_type=media_type,
        source_url=source_url,
        edition=Edition(label, effective_on=date.fromisoformat(on)),
    )
    if publish:
        review.publish_version(version=version, by=None, actor="test")
    return PolicyVersion.objects.get(pk=version.pk)


class Standing:
    """v2.1 and v2.2 in a transaction around the tests that want them, one after the other.

    Each test rolls back what it adds, so that the next one finds them as they were. To bring them takes longer
    than most tests do. Tests that do not ask for them never see them.
    """

    def __init__(self) -> None:
        self._around: transaction.Atomic | None = None
        self._keys: list[int] = []
        self._blobs = Path(tempfile.gettempdir())

    def stand(self, blobs: Path) -> None:
        """Bring them, unless they stand; their documents are kept in this folder."""
        if self._around and connection.in_atomic_block:
            return
        self.fall()
        self._around, self._blobs = transaction.atomic(), blobs
        self._around._from_testcase = True  # durable blocks may begin inside it, as in any test
        self._around.__enter__()
        with override_settings(MEDIA_ROOT=blobs):
            brought = (
                bring_version("v2.1", V21, "2025-03-31"),
                bring_version("v2.2", V22, "2025-05-14"),
            )
        self._keys = [version.pk for version in brought]

    def fall(self) -> None:
        """Roll them back, if they stand."""
        if self._around is None:
            return
        if connection.in_atomic_block:
            transaction.set_rollback(True)
            self._around.__exit__(None, None, None)
        self._around = None

    def versions(self, blobs: Path) -> tuple[PolicyVersion, ...]:
        """The two, with a copy of their documents in this folder; none where they do not stand."""
        if self._around is None:
            return ()
        shutil.copytree(self._blobs, blobs, dirs_exist_ok=True)
        return tuple(PolicyVersion.objects.get(pk=key) for key in self._keys)


STANDING = Standing()
