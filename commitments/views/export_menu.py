"""What can be handed on from a page: its export menu, and how it is cited."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from commitments.exports import Format, formats_of
from commitments.exports.citations import written
from commitments.exports.gathering import Gatherer
from commitments.exports.matters import Matter, OneCommitment, TwoVersions, reference_to
from commitments.moments import Moment


@dataclass(frozen=True, slots=True)
class Menu:
    """``address`` is the API's, to which ``choice``, a query string, belongs; ``has_json``: it answers that."""

    matter: Matter
    address: str
    choice: str = ""
    has_json: bool = True
    label: str = "Export"

    @property
    def formats(self) -> list[tuple[Format, bool]]:
        """Each with whether it takes a worker."""
        made = formats_of(self.matter.subject)
        return [(one, self.matter.is_large(one)) for one in made]

    @property
    def has_large(self) -> bool:
        return any(is_large for _, is_large in self.formats)


def cited(
    request: HttpRequest, matter: TwoVersions | OneCommitment, at: Moment, address: str
) -> dict[str, Any]:
    """For includes/cite.html, by what the API has at ``address``; no query."""
    gatherer = Gatherer(request.build_absolute_uri("/"), at.known_at)
    return {**written(reference_to(matter, gatherer)), "cite_at": f"{address}citation/"}
