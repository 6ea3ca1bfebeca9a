"""Names of files: any text becomes one that every system takes."""

from __future__ import annotations

import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backlot.takeaway.names import MAX_NAME_BYTES, safe_name
from backlot.tours.zipsafe import is_safe

SUFFIXES = st.sampled_from(["", ".gpx", ".ko.geojson", ".backlot"])
# what any text may hold, and often what hurts
TEXTS = st.text() | st.text(st.sampled_from('/\\:*?"<>|. -\t\n\x00\u202e한a'), max_size=300)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Studio afternoon", "Studio afternoon.gpx"),
        ("촬영소의 오후", "촬영소의 오후.gpx"),
        (unicodedata.normalize("NFD", "촬영소"), "촬영소.gpx"),
        ("Gate / square \\ lot", "Gate - square - lot.gpx"),
        ("../../etc/passwd", "etc-passwd.gpx"),
        ("C:\\evil", "C--evil.gpx"),
        ("a\x00b\nc\u202ed", "ab cd.gpx"),
        ('What? "Yes" <no>|*', "What- -Yes- -no.gpx"),
        (".hidden", "hidden.gpx"),
        ("-rf", "rf.gpx"),
        ("end. . ", "end.gpx"),
        ("CON", "tour-CON.gpx"),
        ("com1.txt", "tour-com1.txt.gpx"),
        ("Lpt²", "tour-Lpt².gpx"),
        ("Console", "Console.gpx"),
        ("", "tour.gpx"),
        (" . / . ", "tour.gpx"),
        ("\ud800", "tour.gpx"),
        ("🎬 take", "🎬 take.gpx"),
    ],
)
def test_a_text_becomes_a_name(text: str, expected: str) -> None:
    """What can be kept is kept."""
    assert expected == safe_name(text, ".gpx")


@pytest.mark.parametrize("letter", ["a", "é", "한", "🎬"])
def test_a_name_has_at_most_255_bytes(letter: str) -> None:
    """As many letters as fit, cut between two of them; the suffix is whole."""
    name = safe_name(letter * 300, ".geojson")
    size = len(letter.encode())
    assert letter * ((MAX_NAME_BYTES - 8) // size) + ".geojson" == name


@given(text=TEXTS, suffix=SUFFIXES)
def test_any_text_becomes_a_plain_name(text: str, suffix: str) -> None:
    """One part of a path, on every system; never hidden, never an option."""
    name = safe_name(text, suffix)
    assert name.endswith(suffix)
    assert 1 <= len(name.encode()) <= MAX_NAME_BYTES
    assert name == PurePosixPath(name).name == PureWindowsPath(name).name
    assert not PureWindowsPath(name).is_reserved()
    assert name[0] not in "-. "
    assert name[-1] not in ". "
    assert all(each.isprintable() for each in name)
    assert unicodedata.is_normalized("NFC", name)
    assert len(name) > 200 or is_safe(name)


@given(text=TEXTS, suffix=SUFFIXES)
def test_a_name_becomes_itself(text: str, suffix: str) -> None:
    """Asking twice changes nothing."""
    name = safe_name(text)
    assert name == safe_name(name)
    assert safe_name(text, suffix) == safe_name(text, suffix)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(text=TEXTS, suffix=SUFFIXES)
def test_a_name_can_be_written(text: str, suffix: str, tmp_path: Path) -> None:
    """By the system that is here."""
    path = tmp_path / safe_name(text, suffix)
    path.write_bytes(b"x")
    assert [path] == list(tmp_path.iterdir())
    path.unlink()
