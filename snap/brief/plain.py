"""Records → plain values: everything a record holds, under its own names, ready for JSON."""

from __future__ import annotations

import inspect
from datetime import date
from enum import Enum
from typing import Any

from pydantic import BaseModel


def plain(value: object) -> Any:
    """Return a record, or a value of one, as plain values; nothing is left out.

    Fields come in the order in which a reader wants them: a record's own first, then those that it
    shares with others (source, confidence, note; since, until, reading). Verbs go by name.
    """
    if isinstance(value, BaseModel):
        return {name: plain(getattr(value, name)) for name in field_names(type(value))}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, date):
        return value.isoformat()
    return value


def field_names(model: type[BaseModel]) -> list[str]:
    """Return the fields of a record, its own before the inherited ones."""
    names = [name for base in model.__mro__ for name in inspect.get_annotations(base)]
    return [name for name in dict.fromkeys(names) if name in model.model_fields]


def sentence(value: object) -> str:
    """Return a plain value in a line of text, or in one line for each of several records."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        given = {name: held for name, held in value.items() if held not in (None, [])}
        return "; ".join(f"{name} {sentence(held)}" for name, held in given.items())
    if isinstance(value, list):
        parts = [sentence(item) for item in value]
        if value and isinstance(value[0], dict):
            return "\n".join(f"{number}. {part}" for number, part in enumerate(parts, 1))
        return _joint(parts).join(parts)
    return str(value)


def _joint(parts: list[str]) -> str:
    """Return what to put between the parts of a list: something that no part holds."""
    if any("; " in part for part in parts):
        return "\n"
    return "; " if any(", " in part for part in parts) else ", "
