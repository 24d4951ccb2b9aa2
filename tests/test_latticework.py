"""What ``import latticework`` gives at once, and what it gives when asked."""

import json
import subprocess
import sys

import pytest

import latticework
from latticework.ensemble import one_call

HEAVY = ("numba", "numpy", "polars", "pydantic", "scipy", "rich")


def loaded(code: str) -> list[str]:
    """Return which heavy packages a new Python has loaded after running some code."""
    told = f"import json, sys\n{code}\nprint(json.dumps([*sys.modules]))"
    output = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, check=True, text=True
    )
    return [name for name in json.loads(output.stdout.splitlines()[-1]) if name in HEAVY]


def test_importing_it_or_asking_for_help_loads_nothing_heavy() -> None:
    assert loaded("import latticework") == []
    words = "from latticework.cli import main\nmain(['--help'], standalone_mode=False)"
    assert loaded(words) == []
    assert loaded("import latticework\nlatticework.run") != []


def test_run_is_what_it_exports() -> None:
    assert latticework.run is one_call.run
    assert {"run", "__version__"} <= set(dir(latticework))


def test_what_is_not_there_is_told() -> None:
    with pytest.raises(AttributeError, match="no attribute 'runs'"):
        _ = latticework.runs
