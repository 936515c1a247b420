"""The compiled entries on disk, found by what they were compiled from and by nothing else.

The folder's name is a hash of every source, so that inside it a file's path and date have nothing to say: the same
sources in another place, or copied again, load what has been compiled. (numba by itself names a folder by the path.)

Source: numba/core/caching.py (Cache, CacheImpl, _CacheLocator).
"""

from __future__ import annotations

from typing import Any

from numba.core.caching import CompileResultCacheImpl, FunctionCache, _CacheLocator

from playground.dataplane.folder import kernel_folder


class _Place(_CacheLocator):
    """Where the files of one entry are."""

    def __init__(self, function: Any, file: str) -> None:
        self._line = function.__code__.co_firstlineno
        self._py_file = file  # numba's warnings name it

    @classmethod
    def from_function(cls, py_func: Any, py_file: str) -> _Place:
        return cls(py_func, py_file)

    def get_cache_path(self) -> str:
        return str(kernel_folder())

    def get_source_stamp(self) -> str:
        return kernel_folder().name

    def get_disambiguator(self) -> str:
        return str(self._line)


class _Files(CompileResultCacheImpl):
    _locator_classes = (_Place,)


class _Stored(FunctionCache):
    _impl_class = _Files

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """numba would import everything that it can compile first, which takes as long as all the rest of loading."""
        with self._guard_against_spurious_io_errors():
            return self._load_overload(sig, target_context)


def keep(entry: Any) -> None:
    """Let the entry's compiled code be looked for here, and be put here."""
    entry._cache = _Stored(entry.py_func)
