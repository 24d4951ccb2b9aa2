"""Stress-test security architectures: records, mechanisms, options, futures, insight."""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_EXPORTED = {"run": "latticework.ensemble.one_call"}


def __getattr__(name: str) -> Any:
    """Import what is exported when it is first asked for, so that the command line starts fast."""
    if name not in _EXPORTED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_EXPORTED[name]), name)


def __dir__() -> list[str]:
    """Return the names of what is here, and of what is exported."""
    return sorted({*globals(), *_EXPORTED})
