"""Define the errors the library raises: a code and values, worded by the language catalogue."""

from __future__ import annotations

from backlot import lang

__all__ = ["BacklotError", "ConflictError", "DataError", "MissingError"]


class BacklotError(Exception):
    """
    Carry the code of what went wrong and the values that belong to it.

    `lang.word(code, error.code, error.values)` says it in a reader's language; `str()` in English.

    Parameters
    ----------
    code
        Stable name of what went wrong, such as ``"file-missing"``.
    **values
        What the sentence is about: names, ids, figures.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values: dict[str, object] = values

    def __str__(self) -> str:
        return lang.word(lang.FALLBACK, self.code, self.values)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.code, self.values)


class DataError(BacklotError, ValueError):
    """Data is not what its format asks for."""


class MissingError(BacklotError, KeyError):
    """Something asked for by id does not exist."""


class ConflictError(BacklotError, RuntimeError):
    """Somebody else saved in the meantime; nothing was overwritten."""


def _rebuild(cls: type[BacklotError], code: str, values: dict[str, object]) -> BacklotError:
    return cls(code, **values)
