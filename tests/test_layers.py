"""Imports point upstream only: a room may import itself and the rooms to its left."""

import ast
from pathlib import Path

import pytest

import latticework

ROOT = Path(latticework.__file__).parent
ORDER = ("__init__", "array", "reading", "writing", "validating", "atlas", "evidence", "mechanisms",
         "study", "ensemble", "insight", "brief", "cli", "__main__")  # fmt: skip
MODULES = sorted(ROOT.rglob("*.py"))


def _room(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def _imports(path: Path) -> set[str]:
    """Return the rooms that a module imports."""
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "latticework":
                rooms.add(parts[1] if parts[1:] and parts[1] in ORDER else "__init__")
    return rooms


@pytest.mark.parametrize("path", MODULES, ids=[str(p.relative_to(ROOT)) for p in MODULES])
def test_imports_point_upstream(path: Path) -> None:
    here = ORDER.index(_room(path))
    assert all(ORDER.index(room) <= here for room in _imports(path))


def test_mechanisms_do_not_import_evidence() -> None:
    """They meet through data only: evidence writes what mechanisms read."""
    for path in (ROOT / "mechanisms").glob("*.py"):
        assert "evidence" not in _imports(path)


def test_every_module_has_a_test_of_its_name() -> None:
    tests = Path(__file__).parent
    for path in MODULES:
        relative = path.relative_to(ROOT)
        if path.name not in {"__init__.py", "__main__.py", "array.py"}:
            assert (tests / relative.parent / f"test_{path.name}").is_file(), relative
