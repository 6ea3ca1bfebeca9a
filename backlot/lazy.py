"""Let a package offer names that are imported when they are first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["homes_of", "lazy"]


def lazy(package: str, homes: Mapping[str, str]) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """
    Return `__getattr__` and `__dir__` for a package, so that its command line starts quickly.

    Parameters
    ----------
    package
        `__name__` of the package.
    homes
        By name, the module of the package that has it.
    """

    def getattr_(name: str) -> object:
        if name in homes:
            return getattr(import_module(f"{package}.{homes[name]}"), name)
        msg = f"module {package!r} has no attribute {name!r}"
        raise AttributeError(msg)

    def dir_() -> list[str]:
        return sorted(homes)

    return getattr_, dir_


def homes_of(modules: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the module of each name, given the names of each module."""
    return {name: module for module, names in modules.items() for name in names}
