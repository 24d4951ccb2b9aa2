"""Fixtures that all tests share."""

from pathlib import Path

import pytest

from latticework.atlas.atlas import Atlas
from latticework.atlas.loading import load

SHARED = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    """The embedded atlas."""
    return load()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data sets; tests that need it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(
            f"no real data at {SHARED.resolve()}: see CONTRIBUTING.md for where to get them"
        )
    return SHARED
