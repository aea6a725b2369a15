"""What a reader asks in a query string, read strictly, for page and API alike."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property

from commitments.errors import TrackerError
from commitments.models import Organization, Policy
from commitments.moments import Moment, moment_of

FLAGS = ("true", "false")


class Asked:
    """A request's query string, read strictly: a value that means nothing is an error, not ignored."""

    def __init__(self, values: Mapping[str, str]) -> None:
        for name, value in values.items():
            if "\0" in value:
                raise TrackerError("bad_parameter", f"{name} holds a NUL character; remove it.")
        self.values = values

    @cached_property
    def moment(self) -> Moment:
        return moment_of(self.values)

    def text(self, name: str) -> str:
        return self.values.get(name, "").strip()

    def choice(self, name: str, choices: Iterable[str]) -> str:
        """One of the choices, or empty."""
        value, allowed = self.text(name), list(choices)
        if value and value not in allowed:
            message = f"{name}={value} is not known here; choose one of {', '.join(allowed)}."
            raise TrackerError("bad_parameter", message)
        return value

    def flag(self, name: str) -> bool | None:
        value = self.choice(name, FLAGS)
        return value == "true" if value else None

    def day(self, name: str) -> date | None:
        try:
            return date.fromisoformat(self.text(name)) if self.text(name) else None
        except ValueError as error:
            message = f"{name}={self.text(name)} is not a date; write it as YYYY-MM-DD."
            raise TrackerError("bad_date", message) from error

    def number(self, name: str, default: int) -> int:
        """A whole number that is not negative."""
        value = self.text(name) or str(default)
        if not (value.isascii() and value.isdigit() and len(value) < 10):
            message = f"{name}={value} is not a whole number; leave it out or write one, such as 0."
            raise TrackerError("bad_parameter", message)
        return int(value)

    def organization(self) -> str:
        """A slug that is in the record, or empty. Costs one query if it is given."""
        slugs = Organization.objects.published(self.moment.known_at).prefetch_related(None)
        return self.text("organization") and self.choice(
            "organization", slugs.values_list("slug", flat=True)
        )

    def policy(self) -> tuple[str, str]:
        """(organization or empty, policy or empty), both in the record. Costs one query if it is given."""
        value = self.text("policy")
        if not value:
            return "", ""
        policies = Policy.objects.published(self.moment.known_at).prefetch_related(None)
        names = [f"{owner}/{slug}" for owner, slug in policies.values_list(*_POLICY_NAME)]
        if "/" in value or value not in {name.partition("/")[2] for name in names}:
            self.choice("policy", names)
        owner, _, slug = value.rpartition("/")
        return owner, slug


_POLICY_NAME = ("organization__slug", "slug")
