"""The examples in docstrings give what they say."""

import doctest
from types import ModuleType

import pytest

from latticework.evidence import catalogue, codes, datasets, derive, panel


@pytest.mark.parametrize(
    "module", [catalogue, codes, datasets, derive, panel], ids=lambda m: m.__name__
)
def test_examples(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted
    assert result.failed == 0
