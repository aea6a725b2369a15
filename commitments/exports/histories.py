"""The whole history of an organization: every revision, every commitment and all changes, a file each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.urls import reverse

from commitments.exports import Format
from commitments.exports.gathering import Gatherer
from commitments.exports.matters import File, Matter, silent
from commitments.exports.papers import Stamp, Subject
from commitments.exports.zipping import zipped

READ_ME = """\
{title}
{rule}

{address}

Every revision of every policy as a comparison with the version before it, every commitment over all versions,
and the list of all changes. Each file stands on its own: it says where its words come from, who says what of
them, and when it was made.

{files}

{credit}, data set {edition}, {codebook}; made {made_on}{known}.
Whether judgements are reviewed is said in each file, of each statement.
{licence}
"""


@dataclass(frozen=True, slots=True)
class Part:
    """``find`` looks it up when its turn comes, so that one part at a time is in memory."""

    folder: str
    find: Callable[[], Matter]


@dataclass(frozen=True, slots=True)
class History:
    organization: Any
    of: Sequence[Part]
    subject: ClassVar = Subject.HISTORY

    @property
    def parts(self) -> int:
        return len(self.of)

    def heading(self, gatherer: Gatherer) -> tuple[str, str]:
        page = reverse("organization-detail", args=[self.organization.slug])
        return (
            f"{self.organization.name}: its policies, version by version",
            f"{gatherer.origin}{page}",
        )

    def is_large(self, made: Format) -> bool:
        return True

    def file(self, made: Format, gatherer: Gatherer, tell: Callable[[], None] = silent) -> File:
        """A ZIP. Costs what its files cost one after the other; all of it is in memory, packed."""
        stamp = gatherer.stamp()
        files = {}
        for part in self.of:
            one = part.find().file(made, gatherer)
            files[f"{part.folder}{one.name}"] = one.data
            tell()
        files = {"README.txt": self._read_me(list(files), gatherer, stamp).encode(), **files}
        name = f"{self.organization.slug}_history_{made.name}_{stamp.made_on}.zip"
        return File(name, "application/zip", zipped(files.items()))

    def _read_me(self, names: Sequence[str], gatherer: Gatherer, stamp: Stamp) -> str:
        title, address = self.heading(gatherer)
        known = f", as known at {stamp.known_at:%Y-%m-%d %H:%M} UTC" if stamp.known_at else ""
        return READ_ME.format(
            title=title,
            rule="=" * len(title),
            address=address,
            files="\n".join(names),
            credit=stamp.credit,
            edition=stamp.edition,
            codebook=stamp.codebook,
            made_on=stamp.made_on,
            known=known,
            licence=stamp.licence,
        )
