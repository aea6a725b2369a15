"""How names look in an address; whatever else is asked for is a 404."""

from django.urls import register_converter


class LabelConverter:
    """A version's slug: ``v2.2``, ``feb-2026``. Never two dots in a row, which part two versions."""

    regex = r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*"

    def to_python(self, value: str) -> str:
        return value.lower()

    def to_url(self, value: str) -> str:
        return value


register_converter(LabelConverter, "label")


def side(name: str) -> str:
    """organization/policy/version of one side of a comparison across policies, as a route."""
    return f"<slug:{name}_organization>/<slug:{name}_policy>/<label:{name}_version>"
