"""The engine is pure."""

import pytest


@pytest.fixture
def _private_places() -> None:
    """Nothing that one test does can be seen by another."""
