"""What compiled functions share: one decorator, one array type.

Kernels are plain functions on float64 arrays, compiled by Numba when first called. With
``error_model="numpy"`` a division by zero gives inf or nan, without a branch in every division, so
whoever calls a kernel checks its inputs. The functions are not cached one by one: Numba's
file cache does not see changes in callees, so only whole worlds are cached, under a key made of all
kernels' sources.

Sums and exponentials are the bulk of a year's work, and both are slow as compilers take them: a sum
must be added up term by term, and the C library's exponential takes one number at a time. `dot`,
`total` and `none_of` keep eight partial results, term *i* going to number *i* mod 8, which fit into
the vector registers of any processor; `exp` and `log` are polynomials without branches. As the
order of all operations is written down, results do not depend on how wide those registers are.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.experimental import structref
from numba.extending import intrinsic

from latticework.array import Array, IntArray

__all__ = [
    "Array", "IntArray", "by_reference", "combine", "copy", "dot", "element", "exp", "kernel",
    "log", "none_of", "part", "raise_all", "total",
]  # fmt: skip

kernel: Callable[[Callable[..., Any]], Any] = njit(error_model="numpy", nogil=True)

element: Callable[[Callable[..., Any]], Any] = njit(
    error_model="numpy", nogil=True, forceinline=True
)
"""A kernel for one number that is compiled into the loops which call it, so that they work on
several numbers at once. For what has no branches and no loops but short ones of fixed length."""

_LANES: Final = 8


part: Callable[[Callable[..., Any]], Any] = njit(error_model="numpy", nogil=True, inline="always")
"""A kernel that is only ever a part of one other, and is compiled as part of it, not on its own
first. For long ones: all that they call would be optimised twice."""


# --- sums -----------------------------------------------------------------------------------------


def _in_lanes(builder: Any, arrays: list[Any], neutral: float, fold: Any, join: Any) -> Any:
    """Emit code that folds terms of rows of equal length, eight partial results at a time.

    Parameters
    ----------
    builder
        Of the code.
    arrays
        One or two rows; the terms of two are multiplied.
    neutral
        What the results begin with.
    fold, join
        Emit a result with one more term, and two results in one.
    """
    double, word = ir.DoubleType(), ir.IntType(64)
    lanes = ir.VectorType(double, _LANES)
    size = cgutils.unpack_tuple(builder, arrays[0].shape, 1)[0]
    whole = builder.and_(size, word(-_LANES))
    partial = cgutils.alloca_once_value(builder, lanes([neutral] * _LANES))
    rest = cgutils.alloca_once_value(builder, double(neutral))
    for kind, into, first, last, step in (
        (lanes, partial, word(0), whole, word(_LANES)),
        (double, rest, whole, size, word(1)),
    ):
        with cgutils.for_range_slice(builder, first, last, step) as (place, _):
            here = [builder.gep(array.data, [place]) for array in arrays]
            terms = [builder.load(builder.bitcast(at, kind.as_pointer()), align=8) for at in here]
            term = terms[0] if len(terms) == 1 else builder.fmul(*terms)
            builder.store(fold(builder.load(into), term), into)
    value = builder.load(partial)
    parts = [builder.extract_element(value, word(lane)) for lane in range(_LANES)]
    while len(parts) > 1:
        half = len(parts) // 2
        parts = [join(one, other) for one, other in zip(parts[:half], parts[half:], strict=True)]
    return join(parts[0], builder.load(rest))


def _arrays(context: Any, builder: Any, signature: Any, values: Any) -> list[Any]:
    rows = zip(signature.args, values, strict=True)
    return [context.make_array(kind)(context, builder, value) for kind, value in rows]


def _sum(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    rows = _arrays(context, builder, signature, values)
    return _in_lanes(builder, rows, 0.0, builder.fadd, builder.fadd)


def _no_product(context: Any, builder: Any, signature: Any, values: Any) -> Any:
    def without(chance: Any, term: Any) -> Any:
        one = [1.0] * _LANES if isinstance(term.type, ir.VectorType) else 1.0
        return builder.fmul(chance, builder.fsub(term.type(one), term))

    rows = _arrays(context, builder, signature, values)
    return _in_lanes(builder, rows, 1.0, without, builder.fmul)


def _emitted(typed: Callable[..., Any]) -> Any:
    """Make a function of Numba's out of what says its types and how its code is emitted."""
    return intrinsic(typed)


@_emitted
def _dot(_: Any, one: Any, other: Any) -> Any:
    return types.float64(one, other), _sum


@_emitted
def _total(_: Any, row: Any) -> Any:
    return types.float64(row), _sum


@_emitted
def _none(_: Any, row: Any) -> Any:
    return types.float64(row), _no_product


@kernel
def dot(one: Array, other: Array) -> float:
    """Return the sum of products of two rows of the same length, contiguous in memory."""
    total: float = _dot(one, other)
    return total


@kernel
def total(row: Array) -> float:
    """Return the sum of a row that is contiguous in memory."""
    added: float = _total(row)
    return added


@kernel
def none_of(chances: Array) -> float:
    """Return the product of 1 − x over a row, contiguous in memory: that none of many happens."""
    none: float = _none(chances)
    return none


@kernel
def combine(rows: Array, weights: Array, out: Array) -> None:
    """Write Σ_i weights_i · rows_i into `out`, four rows at a time.

    Parameters
    ----------
    rows
        (M, N).
    weights
        (M,).
    out
        (N,).
    """
    n = rows.shape[0]
    whole = n - n % 4
    out[:] = 0.0
    for i in range(0, whole, 4):
        p, q, r, s = rows[i], rows[i + 1], rows[i + 2], rows[i + 3]
        a, b, c, d = weights[i], weights[i + 1], weights[i + 2], weights[i + 3]
        for j in range(out.size):
            out[j] += (a * p[j] + b * q[j]) + (c * r[j] + d * s[j])
    for i in range(whole, n):
        p, a = rows[i], weights[i]
        for j in range(out.size):
            out[j] += a * p[j]


# --- exponentials ---------------------------------------------------------------------------------

FARTHEST: Final = 708.0
"""Logarithms between which exponentials are normal numbers."""

_PER_OCTAVE: Final = 1.0 / math.log(2.0)
_LN2_HIGH: Final = 6.93147180369123816490e-01  # its product with any exponent is exact
_LN2_LOW: Final = 1.90821492927058770002e-10
_ROUND: Final = 1.5 * 2.0**52  # leaves a whole number in the last bits of a float
_MANTISSA: Final = 52
_BIAS: Final = 1023
_T: Final = tuple(1.0 / math.factorial(n) for n in range(14))
_ROOT_HALF: Final = int(np.array(math.sqrt(0.5)).view(np.int64))
_L: Final = (
    6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01,
    2.222219843214978396e-01, 1.818357216161805012e-01, 1.531383769920937332e-01,
    1.479819860511658591e-01,
)  # fmt: skip


@element
def exp(x: float) -> float:
    """Return e^x to 2 units in the last place, in a way that compilers do for many x at once.

    With n the whole number next to x/ln 2, e^x = 2^n e^r for an r between ±½ ln 2, by Taylor's
    polynomial of degree 13; ln 2 is taken in two parts (Cody & Waite 1980). Beyond ±708 the result
    is that of the end, a nan stays one.

    Examples
    --------
    >>> exp(0.0), round(exp(1.0), 12)
    (1.0, 2.718281828459)
    """
    x = -FARTHEST if x < -FARTHEST else x
    x = FARTHEST if x > FARTHEST else x
    shifted = x * _PER_OCTAVE + _ROUND
    n = shifted - _ROUND
    r = (x - n * _LN2_HIGH) - n * _LN2_LOW
    square = r * r
    fourth = square * square
    low = (_T[2] + _T[3] * r) + (_T[4] + _T[5] * r) * square
    high = (_T[6] + _T[7] * r) + (_T[8] + _T[9] * r) * square
    high += ((_T[10] + _T[11] * r) + (_T[12] + _T[13] * r) * square) * fourth
    near = 1.0 + (r + square * (low + high * fourth))
    power = (np.float64(shifted).view(np.int64) + _BIAS) << _MANTISSA
    scaled: float = near * np.int64(power).view(np.float64)
    return scaled


@kernel
def copy(row: Array, out: Array) -> None:
    """Write `row` into `out`, both contiguous: as ``out[:] = row``, which takes long to compile."""
    for i in range(out.size):
        out[i] = row[i]


@kernel
def raise_all(row: Array) -> None:
    """Write e^x over each x of a row that is contiguous in memory."""
    for i in range(row.size):
        row[i] = exp(row[i])


@element
def log(x: float) -> float:
    """Return ln x to 2 units in the last place, for normal positive numbers.

    x = 2^n m with m between √½ and √2, and ln m by the polynomial of Sun's library (fdlibm,
    ``e_log.c``, 1993). For zero, for infinity and below zero use `math.log`.

    Examples
    --------
    >>> log(1.0), round(log(10.0), 12)
    (0.0, 2.302585092994)
    """
    bits = np.float64(x).view(np.int64)
    octave = (bits - _ROOT_HALF) >> _MANTISSA
    n = float(octave)
    f = np.int64(bits - (octave << _MANTISSA)).view(np.float64) - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    odd = w * (_L[1] + w * (_L[3] + w * _L[5]))
    even = z * (_L[0] + w * (_L[2] + w * (_L[4] + w * _L[6])))
    half = 0.5 * f * f
    result: float = n * _LN2_HIGH - ((half - (s * (half + (even + odd)) + n * _LN2_LOW)) - f)
    return result


# --- many arrays ----------------------------------------------------------------------------------


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
