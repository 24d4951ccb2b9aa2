"""Make records of raw values, and say what is wrong with those that are none."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from latticework.reading import Problem, Raw, ReadingError, did_you_mean, shown

Model = TypeVar("Model", bound=BaseModel)

SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\Z")


def validated(model: type[Model], raw: Raw, names: Mapping[str, Collection[str]]) -> Model:
    """Return `raw` as a record of class `model`.

    Parameters
    ----------
    model
        A pydantic class; references in it are resolved against `names`.
    raw
        The value with its places.
    names
        Section → the keys known in it.

    Raises
    ------
    ReadingError
        With every mistake of the record.
    """
    try:
        return model.model_validate(raw.data, context=names)
    except ValidationError as error:
        raise ReadingError(_problems(error, model, raw)) from error


def entries(document: Raw, problems: list[Problem]) -> Iterator[tuple[str, Raw]]:
    """Yield the ``slug: {fields}`` entries of a YAML document; add what is none to `problems`."""
    if document.data is None:
        return
    if not isinstance(document.data, dict):
        expected = "expected `key: {fields}` entries"
        problems.append(Problem(*document.place(), "", shown(document.data), expected))
        return
    for key, raw in document.children():
        if not SLUG.match(key):
            expected = "expected a slug: letters, digits, hyphens, dots"
            problems.append(Problem(*raw.place(), "", shown(key), expected))
        elif isinstance(raw.data, dict):
            yield key, raw
        else:
            expected = "expected the fields of a record"
            problems.append(Problem(*raw.place(), key, shown(raw.data), expected))


def _problems(error: ValidationError, model: type[BaseModel], raw: Raw) -> Iterator[Problem]:
    for item in error.errors(include_url=False):
        trail = tuple(part for part in item["loc"] if not _internal(part))
        said = item["type"] == "missing" or isinstance(item["input"], dict)
        value = "" if said else shown(item["input"])
        yield Problem(
            *raw.place(trail), ".".join(map(str, trail)), value, _expectation(item, model)
        )


def _internal(part: str | int) -> bool:
    """Tell whether a step of pydantic's path names its own machinery, not a field."""
    return isinstance(part, str) and re.search(r"[\[(]", part) is not None


_EXPECTED = {
    "missing": "missing: expected a value",
    "tuple_type": "expected a list",
    "dict_type": "expected fields",
    "model_type": "expected fields",
    "string_type": "expected text",
    "float_type": "expected a number",
    "float_parsing": "expected a number",
    "int_type": "expected a whole number",
    "int_parsing": "expected a whole number",
    "int_from_float": "expected a whole number",
    "bool_type": "expected yes or no",
    "bool_parsing": "expected yes or no",
    "finite_number": "expected a finite number",
    "union_tag_not_found": "expected a field that tells the kind",
}


def _expectation(item: Mapping[str, Any], model: type[BaseModel]) -> str:
    kind = item["type"]
    if kind in _EXPECTED:
        return _EXPECTED[kind]
    if kind == "extra_forbidden":
        return f"no such field{did_you_mean(str(item['loc'][-1]), _fields(model))}"
    if kind == "string_pattern_mismatch":
        return _form(item["ctx"]["pattern"])
    text = str(item["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    return text if text.startswith("expected") else f"expected {text}"


def _form(pattern: str) -> str:
    if pattern.startswith("^[^"):
        return "expected text without control characters"
    return f"expected text of the form {pattern}"


def records_within(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield the classes of the records that a record's fields hold, and of those within them."""
    for field in model.model_fields.values():
        for inner in _models(field.annotation):
            yield inner
            yield from records_within(inner)


def _fields(model: type[BaseModel]) -> set[str]:
    """Return the names of the fields of a record and of the records within it."""
    return {name for kind in (model, *records_within(model)) for name in kind.model_fields}


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)
