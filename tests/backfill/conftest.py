"""A source, and series of what an archive saw of it."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import pytest

from commitments.backfill.captures import Entry
from commitments.backfill.running import run
from commitments.models import Source
from tests.backfill.builders import START, drafts, seen


@pytest.fixture
def source(rsp) -> Source:
    return Source.objects.create(policy=rsp, kind="document", url="https://lab.example/policy")


@pytest.fixture
def series(source) -> Callable[..., list[Entry]]:
    """``series("ABA")``: the texts as an archive saw them, ten days apart unless told otherwise."""

    def make(texts: Iterable[str], days: float = 10, start: datetime = START) -> list[Entry]:
        return [seen(source, text, start + n * timedelta(days)) for n, text in enumerate(texts)]

    return make


@pytest.fixture
def backfilled(series) -> Callable[..., list[tuple[str, str]]]:
    """``backfilled("ABA")``: a run over such a series; answers with the drafts that stand."""

    def fill(texts: Iterable[str], days: float = 10) -> list[tuple[str, str]]:
        run(series(texts, days))
        return drafts()

    return fill
