"""What compiled functions share: one decorator, one array type.

Kernels are plain functions on float64 arrays, compiled by Numba when first called. With
``error_model="numpy"`` a division by zero gives inf or nan, without a branch in every division, so
whoever calls a kernel checks its inputs. The functions are not cached one by one: Numba's
file cache does not see changes in callees, so only whole worlds are cached, under a key made of all
kernels' sources.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit, types
from numba.experimental import structref

from latticework.array import Array, IntArray

__all__ = ["Array", "IntArray", "by_reference", "kernel"]

kernel: Callable[[Callable[..., Any]], Any] = njit(error_model="numpy", nogil=True)


def by_reference(fields: Any) -> Callable[..., Any]:
    """Return what makes, inside a kernel, one pointer of a NamedTuple with many arrays.

    Numba hands a NamedTuple on by value, seven words an array and call. With more than a hundred
    arrays compiling takes minutes; a pointer to them costs nothing. The kernel that is called from
    Python takes the tuple and makes ``made(*values)`` of it, all others take that. Attributes are
    read as before.

    Parameters
    ----------
    fields
        The NamedTuple's class.

    Examples
    --------
    >>> from typing import NamedTuple
    >>> class Pair(NamedTuple):
    ...     one: float
    ...     other: float
    >>> pair = by_reference(Pair)
    >>> total = kernel(lambda p: p.one + p.other)
    >>> kernel(lambda values: total(pair(*values)))(Pair(1.0, 2.0))
    3.0
    """
    names = list(fields._fields)
    kind = type(f"{fields.__name__}Type", (types.StructRef,), {"preprocess_fields": _plain})
    structref.register(kind)
    proxy = type(f"{fields.__name__}Reference", (structref.StructRefProxy,), {})
    structref.define_constructor(proxy, kind, names)
    return proxy


def _plain(_: object, fields: tuple[tuple[str, Any], ...]) -> tuple[tuple[str, Any], ...]:
    """Return the types of fields without the values that literals carry."""
    return tuple((name, types.unliteral(of)) for name, of in fields)
