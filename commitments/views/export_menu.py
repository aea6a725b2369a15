"""The export menu of a page: what can be handed on from it, and in which formats."""

from dataclasses import dataclass

from commitments.exports import Format, formats_of
from commitments.exports.matters import Matter


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
