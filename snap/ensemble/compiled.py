"""The world compiled once: for each choice of mechanisms, and kept for later processes.

Compiling the world takes a minute, so what comes of it is kept in files. Numba would do so too, but
looks only at the file of the function that is called, not at those of the functions it calls, and
keeps nothing that other functions are passed to. So the world and all that it imports are copied to
a folder, with the chosen mechanisms imported in place of the usual ones, and compiled from there.
The folder is named by the hash of all that the compiled code depends on: whoever edits a kernel
gets another folder.
"""

from __future__ import annotations

import ast
import importlib
import json
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import cache, wraps
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from pickle import UnpicklingError
from types import ModuleType
from typing import Any

from numba import njit

from latticework.ensemble.identity import ROOT
from latticework.reading import did_you_mean
from latticework.writing import write_text

WORLD = "ensemble.world"
"""The module with the entries of the world."""

ROOMS = ("array", "ensemble", "mechanisms")
"""What the world may be made of."""

VARIABLE = "LATTICEWORK_CACHE"
"""The environment variable that names the folder in which compiled worlds are kept."""

KEPT = 8
"""How many compiled worlds are kept, those used last; each has some MB."""

_PREFIX = "latticework_world_"
_LIBRARIES = ("numba", "llvmlite", "numpy")

_log = logging.getLogger(__name__)


def compiled(
    choice: Mapping[str, str], entry: str = "play", module: str = WORLD
) -> Callable[..., Any]:
    """Return a function of the world, played by the chosen mechanisms.

    It is compiled when it is first called with arguments of some types, unless this process or one
    before it did so.

    Parameters
    ----------
    choice
        The module of ``mechanisms`` that plays a role, where it is not the usual one.
    entry, module
        Name of a kernel of the world, and the module that has it.

    Raises
    ------
    ValueError
        If the world has no such role, module or kernel.
    """
    return _compiled(tuple(sorted(choice.items())), entry, module)


def kept(choice: Mapping[str, str]) -> bool:
    """Tell whether the world of these mechanisms has been compiled before."""
    return any(_place(copies(choice)).rglob(f"{WORLD.rpartition('.')[2]}.*.nbi"))


def home() -> Path:
    """Return the folder of compiled worlds: `VARIABLE`'s, else the platform's usual one."""
    if named := os.environ.get(VARIABLE):
        return Path(named).expanduser()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", str(Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "latticework"


@cache
def _compiled(choice: tuple[tuple[str, str], ...], entry: str, module: str) -> Callable[..., Any]:
    texts = copies(dict(choice))
    if module not in texts:
        raise ValueError(f"the world has no module {module}{did_you_mean(module, texts)}")
    place = _place(texts)
    try:
        _keep(place, texts)
    except OSError as error:
        _log.warning(
            "a compiled world cannot be kept in %s (%s) and will be compiled each time: name a "
            "folder that can be written to by %s", place.parent, error, VARIABLE,
        )  # fmt: skip
        with tempfile.TemporaryDirectory(prefix=_PREFIX) as aside:
            _write(Path(aside), texts)
            return _jit(_entry(_loaded(Path(aside), place.name, module), entry), keep=False)
    return _healing(_jit(_entry(_loaded(place, place.name, module), entry), keep=True), place)


def _jit(function: Callable[..., Any], *, keep: bool) -> Callable[..., Any]:
    made: Callable[..., Any] = njit(cache=keep, nogil=True, error_model="numpy")(function)
    return made


def _entry(module: ModuleType, name: str) -> Callable[..., Any]:
    """Return the Python function under a kernel."""
    found = getattr(module, name, None)
    if not callable(found):
        raise ValueError(f"the world has no kernel {name}{did_you_mean(name, dir(module))}")
    function: Callable[..., Any] = getattr(found, "py_func", found)
    return function


def _healing(kernel: Callable[..., Any], place: Path) -> Callable[..., Any]:
    """Return a kernel that is compiled again if what was kept of it cannot be read or written."""

    @wraps(kernel)
    def called(*values: object) -> Any:
        try:
            return kernel(*values)
        except (OSError, EOFError, UnpicklingError) as error:  # none of which a kernel can raise
            _log.warning("the compiled world in %s is of no use (%s)", place, error)
            for path in place.rglob("*.nb[ci]"):
                path.unlink(missing_ok=True)
            return kernel(*values)

    return called


# --- the sources of a world ---


def copies(choice: Mapping[str, str]) -> dict[str, str]:
    """Return the sources of the world and of all that it imports, by module.

    The chosen mechanisms are imported in place of the usual ones, by the modules of the room
    ensemble; mechanisms import each other as ever.

    Raises
    ------
    ValueError
        If the world has not the roles chosen, or imports what it must not.
    """
    found: dict[str, str] = {}
    roles: set[str] = set()
    todo = [WORLD]
    while todo:
        module = todo.pop()
        if module not in found:
            text = _path(ROOT, module).read_text("utf-8")
            swap = choice if module.startswith("ensemble.") else {}
            found[module] = redirected(text, swap, level=1 + module.count("."))
            for node in _imports(text):
                roles.update(_modules(node))
                todo += _modules(_swapped(node, swap))
    for role, name in choice.items():
        if f"mechanisms.{role}" not in roles:
            raise ValueError(f"{name} cannot play {role}: the world has no such role")
    return found


def redirected(text: str, swap: Mapping[str, str], level: int) -> str:
    """Return a source with mechanisms swapped, and latticework found `level` packages up.

    Lines keep their numbers.
    """
    lines = text.splitlines()
    for node in _imports(text):
        there = _swapped(node, swap)
        there.module = (there.module or "").partition(".")[2] or None
        there.level = level
        last = node.end_lineno or node.lineno
        new = " " * node.col_offset + ast.unparse(there)
        lines[node.lineno - 1 : last] = [new, *[""] * (last - node.lineno)]
    return "\n".join(lines) + "\n"


def _imports(text: str) -> list[ast.ImportFrom]:
    """Return a module's imports of latticework."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import | ast.ImportFrom) and "latticework" in ast.unparse(node):
            if isinstance(node, ast.Import) or not _allowed(node):
                raise ValueError(f"the world must not do this: {ast.unparse(node)}")
            found.append(node)
    return found


def _allowed(node: ast.ImportFrom) -> bool:
    """Tell whether an import is of one of the world's rooms."""
    return not node.level and all(name.partition(".")[0] in ROOMS for name in _modules(node))


def _modules(node: ast.ImportFrom) -> list[str]:
    """Return the modules of latticework that an import names (``mechanisms.threat``)."""
    module = (node.module or "").partition(".")[2]
    if "." in module or module == "array":
        return [module]
    return [f"{module}.{name.name}".removeprefix(".") for name in node.names]


def _swapped(node: ast.ImportFrom, swap: Mapping[str, str]) -> ast.ImportFrom:
    """Return an import with other mechanisms under the names of the usual ones."""
    room, _, role = (node.module or "").removeprefix("latticework.").partition(".")
    if room != "mechanisms":
        return ast.ImportFrom(node.module, node.names, node.level)
    if role:
        return ast.ImportFrom(f"latticework.{room}.{swap.get(role, role)}", node.names, 0)
    return ast.ImportFrom(node.module, [_renamed(name, swap) for name in node.names], 0)


def _renamed(name: ast.alias, swap: Mapping[str, str]) -> ast.alias:
    played_by = swap.get(name.name, name.name)
    return name if played_by == name.name else ast.alias(played_by, name.asname or name.name)


# --- the folder of a world ---


def _path(folder: Path, module: str) -> Path:
    return folder.joinpath(*module.split(".")).with_suffix(".py")


def _place(texts: Mapping[str, str]) -> Path:
    """Return the folder for a world, named by all that its compiled code depends on."""
    settings = {name: value for name, value in os.environ.items() if name.startswith("NUMBA_")}
    versions = [sys.version, *map(version, _LIBRARIES)]
    how = Path(__file__).read_text("utf-8")
    whole = json.dumps([texts, how, versions, settings], sort_keys=True)
    return home() / f"{_PREFIX}{sha256(whole.encode()).hexdigest()[:32]}"


def _keep(place: Path, texts: Mapping[str, str]) -> None:
    """Have a world's folder ready to be read and written, and those not used for long gone.

    Processes that do so at the same time write the same files, each of them whole.
    """
    new = not place.is_dir()
    _write(place, texts)
    os.utime(place)
    tempfile.TemporaryFile(dir=place).close()
    if new:
        for old in sorted(place.parent.glob(f"{_PREFIX}*"), key=_used)[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True)


def _used(world: Path) -> float:
    """Return when a world was used last; 0 if another process has just removed it."""
    return world.stat().st_mtime if world.is_dir() else 0.0


def _write(place: Path, texts: Mapping[str, str]) -> None:
    """Write the files that are not there, or not as they should be."""
    for module, text in texts.items():
        path = _path(place, module)
        if not path.is_file() or path.read_text("utf-8") != text:
            write_text(path, text)


def _loaded(place: Path, package: str, module: str) -> ModuleType:
    """Return a module of the world in a folder, which is imported as a package."""
    if package not in sys.modules:
        sys.modules[package] = ModuleType(package)
        sys.modules[package].__path__ = [str(place)]
    importlib.invalidate_caches()
    return importlib.import_module(f"{package}.{module}")
