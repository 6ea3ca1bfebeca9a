"""Define the errors the library raises: a code and values, worded for people elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

__all__ = ["BacklotError", "ConflictError", "DataError", "MissingError", "SettingError"]


class BacklotError(Exception):
    """
    Carry the code of what went wrong and the values that belong to it.

    The user interface and the command line word an error in the reader's language by its code; `str()`
    gives the plain English sentence for logs and for whoever has no catalogue at hand.

    Parameters
    ----------
    code
        Stable name of what went wrong, such as ``"file-missing"``.
    **values
        What the sentence is about: names, ids, figures.
    """

    sentences: ClassVar[Mapping[str, str]] = {}

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values: dict[str, object] = values

    def __str__(self) -> str:
        for cls in type(self).__mro__:
            table = cls.__dict__.get("sentences", {})
            if self.code in table:
                return fill_sentence(table[self.code], self.values)
        told = ", ".join(f"{name}: {value}" for name, value in self.values.items())
        words = self.code.replace("-", " ")
        return f"{words} ({told})" if told else words

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.code, self.values)


class DataError(BacklotError, ValueError):
    """Data is not what its format asks for."""

    sentences: ClassVar[Mapping[str, str]] = {
        "file-missing": "the file is missing",
        "file-empty": "the file is empty",
        "file-unreadable": "the file cannot be read: {reason}",
        "file-too-large": "the file has {size_mb} MB; at most {limit_mb} MB are read",
        "not-utf8": "the text is not UTF-8 (byte {byte})",
        "not-json": "the text is not JSON: {reason} (line {line}, column {column})",
        "not-finite": "{number} is not a number JSON knows",
        "duplicate-key": 'the key "{key}" appears twice in one object',
        "too-deep": "brackets are nested too deep",
        "bad-epsg": '"{crs}" is not a coordinate system that is known here',
    }


class MissingError(BacklotError, KeyError):
    """Something asked for by id does not exist."""

    sentences: ClassVar[Mapping[str, str]] = {
        "unknown-place": 'there is no place "{id}"',
        "unknown-edit": 'there is no correction "{id}"',
    }


class ConflictError(BacklotError, RuntimeError):
    """Somebody else saved in the meantime; nothing was overwritten."""

    sentences: ClassVar[Mapping[str, str]] = {
        "revision-conflict": "the file was changed elsewhere: revision {found}, expected {expected}",
    }


class SettingError(BacklotError, ValueError):
    """A setting cannot be used."""

    sentences: ClassVar[Mapping[str, str]] = {
        "not-a-folder": "{name} names {value}, which is not a folder",
    }


def fill_sentence(template: str, values: Mapping[str, object]) -> str:
    """
    Fill a sentence with values, without giving a value any power over it.

    Unlike `str.format`, a name is looked up as it stands: no attribute and no index is ever followed.

    Parameters
    ----------
    template
        Sentence with ``{name}`` where a value goes.
    values
        The values by name; a name that is not there stays as it is.
    """
    parts = template.split("{")
    out = [parts[0]]
    for part in parts[1:]:
        name, brace, rest = part.partition("}")
        if brace and name in values:
            out.append(f"{_plain(values[name])}{rest}")
        else:
            out.append("{" + part)
    return "".join(out)


def _plain(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value)
    return str(value)


def _rebuild(cls: type[BacklotError], code: str, values: dict[str, object]) -> BacklotError:
    return cls(code, **values)
