"""A small world of its own in a copy of the package, played by one process after the other."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from latticework.ensemble import compiled
from latticework.ensemble.identity import ROOT
from latticework.mechanisms import trade
from latticework.study.loading import ROLES

KERNEL = "from latticework.mechanisms.kernel import by_reference, kernel\n"
MODULES = {
    "mechanisms/tax.py": KERNEL + """
RATE = 0.25
@kernel
def due(income):
    return RATE * income
""",
    "mechanisms/tax_twice.py": KERNEL + """
from latticework.mechanisms import tax
@kernel
def due(income):
    return 2.0 * tax.due(income)
""",
    "ensemble/payers.py": "from typing import Any, NamedTuple\n" + KERNEL + """
from latticework.mechanisms import (
    tax,
)
class Payers(NamedTuple):
    income: Any
    year: int
payers_ref = by_reference(Payers)
@kernel
def total(payers):
    paid = 0.0
    for income in payers.income:
        paid += tax.due(income)
    return paid
""",
    "ensemble/world.py": KERNEL + """
from latticework.ensemble.payers import Payers, payers_ref, total
@kernel
def play(payers, out):
    out[0] = total(payers_ref(*payers))
""",
}  # fmt: skip
PREFIX = "a_world_of_tests_"
SCRIPT = """
import json, logging, sys
import numpy as np
from latticework.mechanisms import tax  # before anything is edited
from latticework.ensemble.compiled import compiled, kept
from latticework.ensemble.payers import Payers
logging.basicConfig(stream=sys.stderr)
choice, edits = json.loads(sys.argv[1])
for path, text in edits.items():
    open(path, "w").write(text)
before = kept(choice)
out, play = np.zeros(1), compiled(choice)
for _ in range(2):
    play(Payers(np.array([100.0, 300.0]), 2024), out)
stats = (play if hasattr(play, "stats") else play.__wrapped__).stats
print(json.dumps([out[0], before, sum(stats.cache_hits.values())]))
"""


@dataclass(frozen=True)
class Tree:
    """A copy of latticework with a small world, and a place for compiled ones."""

    root: Path
    cache: Path

    def path(self, name: str) -> Path:
        return self.root / "latticework" / name

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace a text of the same length, and leave no trace in the file's times."""
        path = self.path(name)
        times = path.stat()
        text = path.read_text("utf-8")
        assert old in text
        assert len(old) == len(new)
        path.write_text(text.replace(old, new), "utf-8")
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))

    def begin(
        self, choice: dict[str, str] | None = None, edits: dict[str, str] | None = None
    ) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.root),
            compiled.VARIABLE: str(self.cache),
        }
        command = [sys.executable, "-c", SCRIPT, json.dumps([choice or {}, edits or {}])]
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def play(self, **how: Any) -> tuple[float, bool, int, str]:
        """Return what is paid, whether it was kept before, whether it was used, and warnings."""
        return ended(self.begin(**how))


def ended(process: subprocess.Popen[str]) -> tuple[float, bool, int, str]:
    told, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    paid, before, hits = json.loads(told)
    return paid, before, hits, errors


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    root = tmp_path / "tree"
    skipped = shutil.ignore_patterns("data", "__pycache__")
    shutil.copytree(ROOT, root / "latticework", ignore=skipped)
    made = Tree(root, tmp_path / "cache")
    for name, text in MODULES.items():
        made.path(name).write_text(text, "utf-8")
    return made


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place for worlds compiled here, of which nothing stays for other tests."""
    monkeypatch.setenv(compiled.VARIABLE, str(tmp_path))
    monkeypatch.setattr(compiled, "_PREFIX", PREFIX)
    compiled._compiled.cache_clear()
    yield tmp_path
    compiled._compiled.cache_clear()
    for module in [name for name in sys.modules if name.startswith(PREFIX)]:
        del sys.modules[module]


# --- kept, and never stale ---


def test_a_later_process_does_not_compile(tree: Tree) -> None:
    assert tree.play() == (100.0, False, 0, "")
    assert tree.play() == (100.0, True, 1, "")


def test_a_rival_plays_its_role_and_is_kept_by_itself(tree: Tree) -> None:
    assert tree.play()[:3] == (100.0, False, 0)
    assert tree.play(choice={"tax": "tax_twice"})[:3] == (200.0, False, 0)
    assert tree.play(choice={"tax": "tax_twice"})[:3] == (200.0, True, 1)
    assert tree.play(choice={"tax": "tax"})[:3] == (100.0, True, 1)


@pytest.mark.parametrize(
    ("name", "old", "new", "paid"),
    [
        ("mechanisms/tax.py", "0.25", "0.75", 300.0),
        ("ensemble/payers.py", "paid = 0.0", "paid = 9.0", 109.0),
    ],
)
def test_whoever_edits_a_source_gets_what_it_says(
    tree: Tree, name: str, old: str, new: str, paid: float
) -> None:
    """Also where neither the size nor the time of the file tells."""
    tree.play()
    tree.edit(name, old, new)
    assert tree.play() == (paid, False, 0, "")


def test_every_source_and_all_that_compiles_name_the_place(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tree.path("")
    monkeypatch.setattr(compiled, "ROOT", root)
    choice = {"tax": "tax_twice"}
    places = {compiled._place(compiled.copies(choice))}
    for module in compiled.copies(choice):
        path = compiled._path(root, module)
        path.write_text(path.read_text("utf-8") + "\n", "utf-8")
        places.add(compiled._place(compiled.copies(choice)))
    monkeypatch.setenv("NUMBA_OPT", "1")
    places.add(compiled._place(compiled.copies(choice)))
    monkeypatch.setattr(compiled, "version", lambda library: f"{library} of tomorrow")
    places.add(compiled._place(compiled.copies(choice)))
    assert len(places) == 1 + 6 + 2


def test_a_source_edited_after_it_was_imported_is_not_kept_under_a_wrong_name(tree: Tree) -> None:
    edited = MODULES["mechanisms/tax.py"].replace("0.25", "0.75")
    edits = {str(tree.path("mechanisms/tax.py")): edited}
    assert tree.play(edits=edits)[:3] == (300.0, False, 0)
    assert tree.play()[:3] == (300.0, True, 1)


def test_what_is_damaged_is_compiled_again(tree: Tree) -> None:
    tree.play()
    for kept in (*tree.cache.rglob("*.nbi"), *tree.cache.rglob("*.nbc")):
        whole = kept.read_bytes()
        kept.write_bytes(whole[: len(whole) // 2])
        paid, _, _, warning = tree.play()
        assert paid == 100.0
        assert "is of no use" in warning
        assert tree.play() == (100.0, True, 1, "")
    for source in tree.cache.rglob("tax.py"):
        source.write_text("RATE = ", "utf-8")
    assert tree.play()[0] == 100.0


def test_without_a_folder_to_write_to_it_is_compiled_each_time(tree: Tree) -> None:
    tree.cache.write_text("not a folder", "utf-8")
    for _ in range(2):
        paid, before, hits, warning = tree.play()
        assert (paid, before, hits) == (100.0, False, 0)
        assert f"cannot be kept in {tree.cache}" in warning
        assert compiled.VARIABLE in warning


def test_processes_that_compile_at_once_do_not_trip_over_each_other(tree: Tree) -> None:
    processes = [tree.begin() for _ in range(2)]
    assert [ended(process)[0] for process in processes] == [100.0, 100.0]
    assert tree.play() == (100.0, True, 1, "")


def test_a_kernel_of_any_module_of_the_world_can_be_kept(cache: Path) -> None:
    phase = compiled.compiled({}, "phase", "mechanisms.trade")
    assert phase(2030.0, 2026.0, 8.0) == trade.phase(2030.0, 2026.0, 8.0) > 0
    assert [path.name[:11] for path in cache.rglob("*.nbi")] == ["trade.phase"]
    assert not compiled.kept({})  # not the world


def test_worlds_not_used_for_long_are_removed(cache: Path) -> None:
    (cache / "another").mkdir()
    for day in range(compiled.KEPT + 2):
        old = cache / f"{PREFIX}{day}"
        old.mkdir()
        os.utime(old, (day, day))
    compiled.compiled({})
    left = {path.name for path in cache.iterdir()}
    assert len(left) == compiled.KEPT + 1
    assert "another" in left
    assert {f"{PREFIX}{day}" for day in range(3)}.isdisjoint(left)


# --- sources ---


@pytest.mark.parametrize(("role", "module"), [(r, m) for r, ms in ROLES.items() for m in ms])
def test_every_role_can_be_played_by_its_rivals(role: str, module: str) -> None:
    usual, copies = compiled.copies({}), compiled.copies({role: module})
    assert f"mechanisms.{module}" in copies
    changed = {name for name, text in copies.items() if usual.get(name) != text}
    if module == role:
        assert copies == usual
    else:
        users = changed & usual.keys()
        assert users
        assert all(name.startswith("ensemble.") for name in users)
        assert all(f"{module} as {role}" in copies[name] for name in users)


def test_lines_keep_their_numbers() -> None:
    text = "from latticework.mechanisms import (\n    tax,\n    war,\n)\nX = 1\n"
    made = compiled.redirected(text, {"war": "war_cold"}, level=2)
    assert made.splitlines()[0] == "from ..mechanisms import tax, war_cold as war"
    assert made.splitlines()[4] == "X = 1"


def test_names_and_other_names_stay() -> None:
    text = "if x:\n    from latticework.mechanisms.war import LOSS as loss\n"
    made = compiled.redirected(text, {"war": "war_cold"}, level=2)
    assert made.splitlines()[1] == "    from ..mechanisms.war_cold import LOSS as loss"
    renamed = "from latticework.mechanisms import war as w\n"
    made = compiled.redirected(renamed, {"war": "war_cold"}, level=2)
    assert made == "from ..mechanisms import war_cold as w\n"


@pytest.mark.parametrize(
    "text", ["import latticework.mechanisms", "from latticework.atlas.atlas import Atlas"]
)
def test_what_would_not_be_looked_at_for_changes_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=f"must not do this: {text}"):
        compiled.redirected(text, {}, level=2)


@pytest.mark.usefixtures("cache")
def test_a_role_or_kernel_that_is_not_there_is_told() -> None:
    with pytest.raises(ValueError, match="threat cannot play menace: the world has no such role"):
        compiled.compiled({"menace": "threat"})
    with pytest.raises(ValueError, match=r"no kernel plya.*did you mean play"):
        compiled.compiled({}, "plya")
    with pytest.raises(
        ValueError, match=r"no module mechanisms.trad .*did you mean mechanisms.trade"
    ):
        compiled.compiled({}, "phase", "mechanisms.trad")


@pytest.mark.skipif(sys.platform != "linux", reason="each platform has its own place")
def test_worlds_are_kept_where_the_user_or_the_platform_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(compiled.VARIABLE, "~/kept")
    assert compiled.home() == Path.home() / "kept"
    monkeypatch.delenv(compiled.VARIABLE)
    monkeypatch.setenv("XDG_CACHE_HOME", "/var/caches")
    assert compiled.home() == Path("/var/caches/latticework")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert compiled.home() == Path.home() / ".cache" / "latticework"
