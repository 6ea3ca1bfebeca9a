"""What of a ZIP archive is looked at before anything is unpacked; backups and exchange test the rest."""

from __future__ import annotations

import io
import zipfile

import pytest

from backlot.tours.zipsafe import (
    Limits,
    UnsafeZipError,
    clash,
    is_safe,
    members,
    opened,
    printable,
    read_member,
)

LIMITS = Limits(files=3, file_bytes=100, total_bytes=200)


def _archive(*names: str, data: bytes = b"x") -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name in names:
            packed.writestr(name, data)
    return file


def _code(file: io.BytesIO, limits: Limits = LIMITS) -> str | None:
    """Return why an archive is refused, None when it is not."""
    try:
        with opened(file, limits) as packed:
            for info in members(packed, len(file.getvalue()), limits, is_safe).values():
                read_member(packed, info)
    except UnsafeZipError as error:
        return error.code
    return None


@pytest.mark.parametrize(
    "path", ["a", "a.json", "tours/a b.json", "가/나.txt", "a" * 200, "/".join("abcdefghijkl")]
)
def test_a_plain_path_is_safe(path: str) -> None:
    """In any script, of up to twelve parts."""
    assert is_safe(path)


@pytest.mark.parametrize(
    "path",
    [
        *(
            "",
            "/",
            "/a",
            "a/",
            "a//b",
            ".",
            "..",
            "a/..",
            "../a",
            ".a",
            "a/.b",
            "a.",
            "a ",
            "a\\b",
            "a\\..\\b",
        ),
        *("C:", "C:a", "C:/a", "a:b", "a\x00", "a\n", "a*", "a?", 'a"', "a<b", "a|b"),
        *("con", "CON.txt", "a/nul", "com1.json", "LPT9", "a" * 201, "/".join("abcdefghijklm")),
    ],
)
def test_a_path_that_means_something_to_a_system_is_not_safe(path: str) -> None:
    """A way up or out, a drive, a device, a hidden file, a name some system changes."""
    assert not is_safe(path)


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ([], None),
        (["a", "b/a", "b/c"], None),
        (["a", "A"], "A"),
        (["straße", "STRASSE"], "STRASSE"),
        (["a", "a/b"], "a"),
        (["A", "a/b"], "a"),
    ],
)
def test_names_that_clash_are_told(paths: list[str], expected: str | None) -> None:
    """By case alone, or a file that is a folder too."""
    assert expected == clash(paths)


def test_the_most_is_still_taken() -> None:
    """And one more is not."""
    assert _code(_archive("a", "b", "c")) is None
    assert "zip-too-large" == _code(_archive("a", "b", "c", "d"))
    assert _code(_archive("a", "b", data=bytes(100))) is None
    assert "zip-too-large" == _code(_archive("a", data=bytes(101)))
    assert "zip-too-large" == _code(_archive("a", "b", "c", data=bytes(100)))


def test_what_is_packed_too_densely_is_refused() -> None:
    """Unless it is little."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a", bytes(1_000_000))
    roomy = Limits(files=1, file_bytes=10**6, total_bytes=10**6)
    assert _code(file, roomy) is None
    assert "zip-too-large" == _code(file, Limits(1, 10**6, 10**6, ratio_free_bytes=1000))


def test_a_form_for_very_many_is_refused() -> None:
    """Its list of members could have any length."""
    data = bytearray(_archive("a").getvalue())
    end = data.rfind(b"PK\x05\x06")
    assert "zip-too-large" == _code(io.BytesIO(data[:end] + b"PK\x06\x07" + bytes(16) + data[end:]))


def test_a_name_is_shown_on_one_line() -> None:
    """And not whole, where it is long."""
    assert "a\N{REPLACEMENT CHARACTER}b" == printable("a\nb")
    assert 80 == len(printable("a" * 100))
