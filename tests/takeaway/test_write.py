"""What all forms share: credit, cleaning, odd plans, and how a file is written."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backlot.errors import BacklotError, DataError
from backlot.takeaway import FORMS, export, render
from backlot.takeaway.clean import clean
from backlot.takeaway.write import write_file
from tests.takeaway.samples import ATTRIBUTION, FORBIDDEN, city_walk, studio_walk

if TYPE_CHECKING:
    from backlot.walks.itinerary_type import Itinerary

NOT_ALLOWED = "{} was not written: you may not write there. Choose another folder"
DISK_FULL = "{} was not written: the disk is full. Make room or choose another folder"
NO_FOLDER = "{} was not written: a file stands where a folder should be. Choose another folder"
TOO_LONG = "{} was not written: the name is too long. Choose a shorter one"

every_form = pytest.mark.parametrize("form", FORMS)


def _text(itinerary: Itinerary, form: str, lang: str = "en") -> str:
    """Return an export as a person reads it: lines of a calendar unfolded, escapes undone."""
    text = render(itinerary, form, lang=lang).decode()
    return re.sub(r"\\([,;])", r"\1", text.replace("\r\n ", "")) if form == "ics" else text


def _dated(itinerary: Itinerary) -> Itinerary:
    return {**itinerary, "date": "2027-05-04"}


@pytest.mark.parametrize("lang", ["en", "ko"])
@every_form
def test_every_export_says_whom_to_credit_and_which_data_it_is_made_from(form: str, lang: str) -> None:
    """All attributions, data version and date, and Leaflet's notice."""
    text = _text(studio_walk(), form, lang)
    data = {"en": "Data 1.0.0 of 2026-11-22", "ko": "자료 1.0.0 (2026-11-22)"}[lang]
    leaflet = "Leaflet.*© 2010-2022 Vladimir Agafonkin, © 2010-2011 CloudMade, BSD 2-Clause"
    assert [] == [each for each in (*ATTRIBUTION, data) if each not in text]
    assert re.search(leaflet, text)


@every_form
def test_an_export_has_the_words_of_the_language_asked_for(form: str) -> None:
    """Directions as names; the other name stands beside."""
    english, korean = (_text(studio_walk(), form, lang) for lang in ("en", "ko"))
    assert "Left at the sushi restaurant" in english
    assert "초밥집에서 왼쪽으로" in korean
    assert "일본거리" in english
    assert "Imperial Japan" in korean


@every_form
def test_what_is_about_and_unknown_is_said(form: str) -> None:
    """Nobody takes a drawn way for a measured one."""
    expected = {"“About”: the way is drawn schematically", "Not known whether it is step-free: 410 m"}
    if form == "geojson":
        expected = {'"about": true', '"unknown": {"step-free": 410.0}'}
    text = _text(studio_walk(), form)
    assert set() == {each for each in expected if each not in text}


@every_form
@pytest.mark.parametrize("count", [0, 1])
def test_a_plan_of_no_or_one_stop_is_written(form: str, count: int) -> None:
    """Without legs, start and end."""
    plan = _dated(city_walk())
    plan["stops"], plan["legs"] = plan["stops"][:count], []
    text = _text(plan, form)
    assert bool(count) == ("Kim Il Sung Square" in text)
    assert "Arch of Triumph" not in text


@every_form
def test_legs_may_pass_over_a_closed_stop(form: str) -> None:
    """Plan B: the stop is listed as closed, the way leads past it."""
    plan = studio_walk()
    plan["stops"][1] |= {"arrive": None, "leave": None, "problems": ["closed"]}
    plan["legs"][1:3] = [{**plan["legs"][1], "to": "europe"}]
    expected = {
        "csv": {"Imperial Japan", "Closed", "entry-plaza → europe"},
        "geojson": {"Imperial Japan", '"problems": ["closed"]', '"from": "entry-plaza", "to": "europe"'},
    }
    text = _text(plan, form)
    found = expected.get(form, {"Imperial Japan", "Closed", "On foot to Europe"})
    assert set() == {each for each in found if each not in text}


def test_a_leg_to_nowhere_is_an_error_of_the_program() -> None:
    """A plan whose legs do not fit its places is not written."""
    plan = studio_walk()
    plan["legs"][1]["to"] = "moon"
    with pytest.raises(ValueError, match="moon"):
        render(plan, "gpx", lang="en")


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [("date", "soon", "bad-date"), ("tz", "Mars/Olympus", "bad-tz"), ("tz", "../etc", "bad-tz")],
)
def test_a_wrong_date_or_zone_is_refused_with_a_sentence(member: str, value: str, code: str) -> None:
    """Naming what was found."""
    plan: Any = {**studio_walk(), member: value}
    with pytest.raises(DataError, match=value) as raised:
        render(plan, "gpx", lang="en")
    assert code == raised.value.code


def test_an_unknown_form_is_refused_with_a_sentence(tmp_path: Path) -> None:
    """It says which there are; nothing is written."""
    expected = '"pdf" is not a form a tour can be exported to; use one of gpx, kml, geojson, csv, ics'
    with pytest.raises(DataError) as raised:
        export(studio_walk(), "pdf", tmp_path / "a.pdf", lang="en")
    assert expected == str(raised.value)
    assert [] == list(tmp_path.iterdir())


@every_form
def test_a_file_holds_what_is_rendered(form: str, tmp_path: Path) -> None:
    """A missing folder is made, an old file replaced, and nothing else is left behind."""
    path = tmp_path / "new" / f"studio.{form}"
    for text in ("촬영소", "🎬"):
        plan: Itinerary = {**studio_walk(), "name": {"en": text}}
        export(plan, form, path, lang="en")
        assert text in path.read_text("utf-8")
    assert [path] == list(path.parent.iterdir())


def _refusing(number: int) -> Callable[..., Any]:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return refuse


@pytest.mark.parametrize(
    ("call", "number", "expected"),
    [
        ("tempfile.mkstemp", errno.EACCES, NOT_ALLOWED),
        ("tempfile.mkstemp", errno.EROFS, NOT_ALLOWED),
        ("os.fsync", errno.ENOSPC, DISK_FULL),
        ("os.fsync", errno.EIO, "the file cannot be written (Input/output error)"),
    ],
)
def test_a_file_that_cannot_be_written_stays_as_it_was(
    call: str, number: int, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a sentence that says why, and no half file beside it."""
    path = tmp_path / "studio.gpx"
    path.write_text("old")
    monkeypatch.setattr(call, _refusing(number))
    with pytest.raises(BacklotError) as raised:
        export(studio_walk(), "gpx", path, lang="en")
    assert expected.format(path) == str(raised.value)
    assert "old" == path.read_text()
    assert [path] == list(tmp_path.iterdir())


def test_a_folder_is_not_replaced(tmp_path: Path) -> None:
    """Nor a device."""
    for path in (tmp_path, Path(os.devnull)):
        with pytest.raises(BacklotError) as raised:
            export(studio_walk(), "csv", path, lang="en")
        assert f"{path} is not a file that can be replaced; name a file to write" == str(raised.value)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """A path that leads through a file is refused."""
    (tmp_path / "file").write_text("old")
    for path in (tmp_path / "file" / "a.csv", tmp_path / "file" / "deeper" / "a.csv"):
        with pytest.raises(BacklotError) as raised:
            export(studio_walk(), "csv", path, lang="en")
        assert NO_FOLDER.format(path) == str(raised.value)
    assert [tmp_path / "file"] == list(tmp_path.iterdir())


@pytest.mark.parametrize("letter", ["a", "한"])
def test_a_name_as_long_as_names_may_be_is_written(letter: str, tmp_path: Path) -> None:
    """255 bytes, in any script, and what it is written under meanwhile is no longer."""
    name = letter * (251 // len(letter.encode())) + ".csv"
    export(studio_walk(), "csv", tmp_path / name, lang="ko")
    assert [name] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize("letter", ["a", "한"])
def test_a_name_that_is_too_long_is_refused_with_a_sentence(letter: str, tmp_path: Path) -> None:
    """Of a file as of a folder on the way."""
    for path in (tmp_path / (letter * 256), tmp_path / (letter * 256) / "a.csv"):
        with pytest.raises(BacklotError) as raised:
            write_file(path, b"new")
        assert TOO_LONG.format(path) == str(raised.value)
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("old", [None, b"old"])
@pytest.mark.parametrize("written", [0, 1, 4096])
def test_a_disk_that_fills_while_writing_leaves_what_was_there(
    written: int, old: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old file or none; the half is gone, and its room is free again."""
    path = tmp_path / "studio.zip"
    if old is not None:
        path.write_bytes(old)
    fdopen = os.fdopen

    def filling(handle: int, mode: str) -> Any:
        file = fdopen(handle, mode)
        write = file.write

        def write_some(data: bytes) -> None:
            write(data[:written])
            file.flush()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        return _Wrapped(file, write_some)

    monkeypatch.setattr(os, "fdopen", filling)
    with pytest.raises(BacklotError) as raised:
        write_file(path, b"new" * 10_000)
    assert DISK_FULL.format(path) == str(raised.value)
    assert ([] if old is None else [old]) == [each.read_bytes() for each in tmp_path.iterdir()]


class _Wrapped:
    """A file whose `write` is another one."""

    def __init__(self, file: Any, write: Callable[[bytes], None]) -> None:
        self.file = file
        self.write = write

    def __enter__(self) -> _Wrapped:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_device_that_is_full_is_not_written_to(tmp_path: Path) -> None:
    """A link is followed; what is no file stays what it is."""
    path = tmp_path / "link.csv"
    path.symlink_to("/dev/full")
    with pytest.raises(BacklotError) as raised:
        write_file(path, b"new")
    assert "export-not-a-file" == raised.value.code
    assert path.is_symlink()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_one_may_not_write_to_is_refused(tmp_path: Path) -> None:
    """As it is, not as a test pretends."""
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    with pytest.raises(BacklotError) as raised:
        write_file(folder / "a.csv", b"new")
    assert NOT_ALLOWED.format(folder / "a.csv") == str(raised.value)


def test_cleaning_leaves_out_only_what_no_format_carries() -> None:
    """In keys and texts at any depth; the original stays."""
    others = [1.5, None, True, "\t🎬\u202e\ufeff"]
    given = {"a\x00": [FORBIDDEN, *others]}
    assert {"a": ["befo\nre \nand after", *others]} == clean(given)
    assert FORBIDDEN == given["a\x00"][0]


def test_times_are_those_of_the_clock_on_the_wall() -> None:
    """Also on the night the clocks go forward: 03:30 in New York is 07:30 UTC by then."""
    plan: Any = {**studio_walk(), "date": "2027-03-14", "tz": "America/New_York", "depart": "01:30"}
    for stop, arrive in zip(plan["stops"], ("03:30", "03:50", "04:10"), strict=True):
        stop["arrive"] = stop["leave"] = arrive
    found = re.findall(r"<wpt[^>]*>\s*<time>([^<]*)", render(plan, "gpx", lang="en").decode())
    moments = [datetime.fromisoformat(each) for each in found]
    assert ["06:30", "07:30", "07:50", "08:10"] == [f"{each:%H:%M}" for each in moments[:4]]
