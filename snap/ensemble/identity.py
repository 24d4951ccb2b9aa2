"""What a run is: all that its bytes depend on, and how two runs differ."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache, cached_property
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from latticework import __version__
from latticework.atlas.atlas import Atlas
from latticework.study.study import Study

FORMAT = 1
FILE = "run.json"
ROOT = Path(__file__).parents[1]
"""Where the rooms of latticework are."""

_CODE = ("atlas", "mechanisms", "study", "ensemble")  # the rooms that what is computed depends on
_LIBRARIES = ("numba", "numpy", "polars", "scipy")


class RunError(Exception):
    """A run cannot start, go on or be kept: says why, and what to do."""


@dataclass(frozen=True)
class Identity:
    """All that a run's bytes depend on.

    Attributes
    ----------
    study, atlas, code
        Hashes of what was read, and of the code that computes.
    futures
        How many.
    kept
        How many of them, the first, have their tracks kept.
    """

    name: str
    study: str
    atlas: str
    code: str
    libraries: dict[str, str]
    seed: int
    futures: int
    kept: int
    options: tuple[str, ...]
    beliefs: tuple[str, ...]
    outcomes: tuple[str, ...]
    tracks: tuple[str, ...]
    years: tuple[int, ...]
    version: str = __version__
    format: int = FORMAT

    @cached_property
    def text(self) -> str:
        """The identity as JSON."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"

    def differences(self, other: Mapping[str, Any]) -> list[str]:
        """Return in words how `other`, an identity read from a file, is not this one."""
        mine = json.loads(self.text)
        names = [name for name in mine if mine[name] != other.get(name)]
        return [_difference(name, mine[name], other.get(name)) for name in names]


def _difference(name: str, mine: object, other: object) -> str:
    if name in {"study", "atlas", "code"}:
        return f"the {name} has changed"
    if isinstance(mine, int | str):
        return f"{name} is {other} there and {mine} here"
    return f"{name} differ"


def hash_of_study(study: Study) -> str:
    """Return the hash of what a study asks, but for its atlas: comments and layout don't count."""
    parts = (study.question, study.options, study.beliefs, study.correlations, study.outcomes)
    return sha256(to_json(parts)).hexdigest()


def hash_of_atlas(atlas: Atlas) -> str:
    """Return the hash of every record of an atlas."""
    sections = {field.name: getattr(atlas, field.name) for field in fields(atlas)}
    return sha256(to_json(sections)).hexdigest()


@cache
def hash_of_code() -> str:
    """Return the hash of the sources that what is computed depends on."""
    digest = sha256()
    for path in sorted(path for room in _CODE for path in (ROOT / room).rglob("*.py")):
        digest.update(f"{path.relative_to(ROOT).as_posix()}\0".encode())
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def libraries() -> dict[str, str]:
    """Return the versions of the libraries that compute and write."""
    return {name: version(name) for name in _LIBRARIES}


def identity_in(folder: Path) -> dict[str, Any]:
    """Return the identity of the run in a folder."""
    path = folder / FILE
    try:
        identity = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise RunError(f"{folder} holds no run ({path}: {error.strerror})") from error
    except ValueError as error:
        raise RunError(f"{path} is damaged: move it away, or choose another folder") from error
    if not isinstance(identity, dict) or "format" not in identity:
        raise RunError(f"{path} is not of a run of latticework: choose another folder")
    return identity
