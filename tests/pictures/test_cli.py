"""`python -m backlot pictures`: what it prints, writes, and how it exits."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from backlot.__main__ import main
from backlot.catalog import load_site
from backlot.pictures import Defaults, Store, add_files, load_library
from backlot.pictures.sheet import make_sheet
from tests.pictures.conftest import gps_of, photograph
from tests.support.server import ROOT
from tests.support.sites import HOSTILE, SHIPPED

GATE = (125.7583, 39.0297)
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def camera(folder: Path) -> Path:
    """Return a folder of ten photographs: five with a position, five without."""
    for n in range(10):
        gps = gps_of(GATE[0] + n / 1000, GATE[1], n * 30) if n % 2 else None
        (folder / f"{n}.jpg").write_bytes(photograph(f"#{n * 20:02x}5060", gps=gps))
    return folder


def test_a_folder_is_added_as_a_page_would_add_it(
    camera: Path, own_home: Path, tmp_path: Path, capsys: Capture
) -> None:
    """The same records from files and from what is handed over."""
    assert 0 == main(["pictures", "add", str(camera), "--credit", "Ann", "--alt-en", "A gate"])
    said = capsys.readouterr()
    assert said.out.endswith("10 added, 0 there already, 0 refused\n")
    assert "pictures a second" in said.err
    handed: list[Any] = [(path.name, BytesIO(path.read_bytes())) for path in sorted(camera.iterdir())]
    defaults = Defaults(credit="Ann", alt={"en": "A gate"})
    other = tmp_path / "other"
    add_files(handed, catalog=load_site(SHIPPED), home=other, defaults=defaults)
    assert Store.of_home(other).load() == Store.of_home(own_home).load()
    assert 5 == sum(not each.places for each in Store.of_home(other).load().pictures)


def test_a_refused_file_exits_1_and_the_rest_is_added(camera: Path, capsys: Capture) -> None:
    """With its sentence and both counts."""
    (camera / "x.svg").write_text("<svg onload='alert(1)'/>", "utf-8")
    assert 1 == main(["pictures", "--lang", "ko", "add", str(camera), "--credit", "Ann"])
    out = capsys.readouterr().out
    assert "x.svg: SVG 파일입니다. JPEG, PNG, WEBP, HEIC 사진만 받습니다" in out
    assert out.endswith("추가 10, 이미 있음 0, 거절 1\n")


def test_a_picture_is_placed_deleted_and_restored(folder: Path, own_home: Path, capsys: Capture) -> None:
    """By its id, as `list` prints it."""
    path = folder / "a.jpg"
    path.write_bytes(photograph())
    assert 0 == main(["pictures", "add", str(path), "--credit", "Ann", "--alt-en", "A gate"])
    store = Store.of_home(own_home)
    (picture,) = store.load().pictures
    options = ["--place", "taedong-gate", "--alt-ko", "문", "--position", "39.03,125.76", "--date", "1999"]
    assert 0 == main(["pictures", "edit", picture.id, *options])
    (picture,) = store.load().pictures
    assert (("taedong-gate",), (125.76, 39.03), "1999") == (picture.places, picture.position, picture.date)
    assert {"en": "A gate", "ko": "문"} == picture.alt
    capsys.readouterr()
    assert 0 == main(["pictures", "list"])
    assert f"{picture.id}  photo  taedong-gate  Ann  all-rights-reserved\n" in capsys.readouterr().out
    assert 0 == main(["pictures", "delete", picture.id])
    capsys.readouterr()
    assert 0 == main(["pictures", "list", "--json", "--deleted"])
    assert [picture.id] == [each["id"] for each in json.loads(capsys.readouterr().out)]
    assert 0 == main(["pictures", "restore", picture.id])
    assert (picture,) == store.load().pictures


@pytest.mark.parametrize(
    "argv",
    [
        ["delete", "no-such"],
        ["edit", "no-such", "--credit", "Ann"],
        ["add", "a.jpg", "--credit", "Ann", "--place", "atlantis"],
        ["add", "a.jpg", "--credit", "Ann", "--licence", "free for all"],
        ["add", "/nowhere/a.jpg", "--credit", "Ann"],
    ],
)
def test_what_cannot_be_done_exits_1_with_a_sentence(argv: list[str], capsys: Capture) -> None:
    """And writes nothing."""
    assert 1 == main(["pictures", *argv])
    said = capsys.readouterr()
    assert said.out or said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("position", ["x", "91,0", "0,181", "1", "nan,nan", "1,2,3"])
def test_a_senseless_position_exits_2(position: str) -> None:
    """It is a slip of the command line."""
    with pytest.raises(SystemExit) as stop:
        main(["pictures", "add", "a.jpg", f"--position={position}"])
    assert 2 == stop.value.code


def test_the_sheet_shows_every_picture_and_asks_for_nothing(tmp_path: Path) -> None:
    """Large, small and grey, with both texts; icons; places without their own."""
    out = tmp_path / "sheet.html"
    assert 0 == main(["pictures", "sheet", str(out)])
    page = out.read_text("utf-8")
    library = load_library(SHIPPED, None, load_site(SHIPPED))
    for picture in library.pictures:
        assert f'<figure id="{picture.id}">' in page
    assert 3 * len(library.pictures) == page.count("<img ")
    assert all(source.startswith("data:image/") for source in re.findall(r'src="([^"]*)"', page))
    assert "http" not in page.replace('http-equiv="Content', "")
    assert 0 == main(["pictures", "sheet", str(out)])


def test_the_sheet_overwrites_nothing_but_a_page(tmp_path: Path, capsys: Capture) -> None:
    """A slip must not cost a photograph."""
    out = tmp_path / "photo.jpg"
    out.write_bytes(b"\xff\xd8\xffphoto")
    assert 1 == main(["pictures", "sheet", str(out)])
    assert b"\xff\xd8\xffphoto" == out.read_bytes()
    assert "photo.jpg is not an HTML file" in capsys.readouterr().err


def test_a_hostile_text_stays_a_text_on_the_sheet(own_home: Path) -> None:
    """Credit and alt text are anybody's."""
    catalog = load_site(SHIPPED)
    defaults = Defaults(credit=HOSTILE, alt={"en": HOSTILE}, place="taedong-gate")
    sources: list[Any] = [("a.jpg", BytesIO(photograph()))]
    add_files(sources, catalog=catalog, home=own_home, defaults=defaults)
    page = make_sheet(load_library(SHIPPED, own_home, catalog), catalog)
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "<img src=x" not in page


def test_help_loads_nothing_heavy() -> None:
    """Asking for help imports no imaging library."""
    code = (
        "import sys; from backlot.__main__ import main\n"
        "try: main(['pictures', 'add', '--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'PIL', 'pillow_heif', 'shapely', 'numpy', 'requests'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert "[]" == done.stdout.splitlines()[-1]
