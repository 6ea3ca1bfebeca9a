"""EXIF: position, direction, day and maker are read; nonsense is left out and said."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL.TiffImagePlugin import IFDRational

from backlot.pictures.exif import gps_heading, gps_position, read_taken
from backlot.pictures.model import PictureError
from tests.pictures.conftest import gps_of, photograph


@given(
    st.floats(-180, 180).filter(lambda lon: abs(lon) > 0.001),
    st.floats(-90, 90).filter(lambda lat: abs(lat) > 0.001),
)
def test_a_position_survives_its_way_through_rationals(lon: float, lat: float) -> None:
    """To the sixth decimal, in all four quarters of the earth."""
    assert (lon, lat) == pytest.approx(gps_position(gps_of(lon, lat)), abs=1e-6)


@given(
    st.dictionaries(
        st.sampled_from([1, 2, 3, 4, 16, 17]),
        st.one_of(
            st.text(max_size=8),
            st.binary(max_size=8),
            st.floats(),
            st.integers(),
            st.lists(st.one_of(st.floats(), st.integers(), st.text(max_size=3)), max_size=5).map(tuple),
            st.tuples(
                *[st.tuples(st.integers(0, 2**32), st.integers(0, 3)).map(lambda r: IFDRational(*r))] * 3
            ),
        ),
    )
)
def test_any_directory_gives_a_place_on_earth_or_none(gps: dict[int, Any]) -> None:
    """Nothing else comes out of a file."""
    try:
        position = gps_position(gps)
    except PictureError as error:
        assert "picture-gps-ignored" == error.code
        return
    assert position is None or (abs(position[0]) <= 180 and abs(position[1]) <= 90)
    heading = gps_heading(gps)
    assert heading is None or 0 <= heading <= 360


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIC"])
def test_every_format_tells_where_and_when(form: str) -> None:
    """Position, direction, day and maker."""
    data = photograph(
        form=form, gps=gps_of(125.7583, 39.0297, 47.5), date="2026:05:04 10:11:12", artist="Kim  A"
    )
    taken = read_taken(data)
    assert (125.7583, 39.0297) == pytest.approx(taken.position)
    assert (47.5, "2026-05-04", "Kim A") == (taken.heading_deg, taken.date, taken.artist)
    assert () == taken.notes


@pytest.mark.parametrize(
    "spoiled",
    [
        {2: (IFDRational(91, 1), IFDRational(0, 1), IFDRational(0, 1))},
        {4: (IFDRational(181, 1), IFDRational(0, 1), IFDRational(0, 1))},
        {2: (IFDRational(0, 0), IFDRational(0, 0), IFDRational(0, 0))},
        {2: (IFDRational(1, 0), IFDRational(0, 1), IFDRational(0, 1))},
        {2: (IFDRational(10, 1), IFDRational(99, 1), IFDRational(0, 1))},
        {1: "Q"},
        {3: ""},
    ],
)
def test_an_absurd_position_is_left_out_and_said(spoiled: dict[int, Any]) -> None:
    """The picture itself is none the worse for it."""
    taken = read_taken(photograph(gps=gps_of(125.7583, 39.0297, 47.5) | spoiled))
    assert (None, None) == (taken.position, taken.heading_deg)
    assert ["picture-gps-ignored"] == [note.code for note in taken.notes]


def test_null_island_is_no_position() -> None:
    """A camera without a fix writes 0, 0."""
    with pytest.raises(PictureError):
        gps_position(gps_of(0, 0))


def test_a_position_in_words_is_no_position() -> None:
    """Some programs write texts where figures belong."""
    with pytest.raises(PictureError):
        gps_position(gps_of(1, 2) | {2: "thirty-nine"})


@pytest.mark.parametrize("date", ["0000:00:00 00:00:00", "2026:13:45", "yesterday", ""])
def test_a_day_that_never_was_is_left_out(date: str) -> None:
    """As cameras write it whose clock was never set."""
    assert read_taken(photograph(date=date)).date is None


def test_a_picture_without_exif_says_nothing() -> None:
    """And nothing is noted, for nothing is wrong."""
    taken = read_taken(photograph())
    assert (None, None, None, None, ()) == (
        taken.position,
        taken.heading_deg,
        taken.date,
        taken.artist,
        taken.notes,
    )
    assert not taken.is_panorama
