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

from numba import njit

from latticework.array import Array, IntArray

__all__ = ["Array", "IntArray", "kernel"]

kernel: Callable[[Callable[..., Any]], Any] = njit(error_model="numpy", nogil=True)
