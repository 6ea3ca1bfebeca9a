"""The library: all that can be shown, whatever is wrong with the rest."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from backlot.catalog import Catalog, load_site
from backlot.pictures import Defaults, Library, Store, add_files, load_library
from backlot.pictures.svg import check_svg, svg_size
from tests.pictures.conftest import photograph
from tests.support.sites import SHIPPED

PLATE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 5"><rect width="8" height="5"/></svg>'


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Return the shipped places."""
    return load_site(SHIPPED)


@pytest.fixture(scope="module")
def shipped(catalog: Catalog) -> Library:
    """Return the shipped pictures."""
    return load_library(SHIPPED, None, catalog)


def _record(**change: Any) -> dict[str, Any]:
    record = {
        "id": "tea",
        "kind": "illustration",
        "places": ["tea-house"],
        "file": "plates/tea.svg",
        "width": 8,
        "height": 5,
        "alt": {"en": "Tea", "pt": "Chá"},
        "credit": "Ann",
        "licence": "CC0-1.0",
        "date": None,
    }
    return {key: value for key, value in (record | change).items() if value != "left out"}


def _site(folder: Path, *records: Any, plates: tuple[str, ...] = ("tea",)) -> Path:
    pictures = folder / "site" / "pictures"
    (pictures / "plates").mkdir(parents=True)
    (pictures / "icons").mkdir()
    for name in plates:
        (pictures / "plates" / f"{name}.svg").write_bytes(PLATE)
    text = json.dumps({"version": 1, "pictures": list(records)})
    (pictures / "pictures.json").write_text(text, "utf-8")
    return folder / "site"


def _codes(library: Library) -> list[str]:
    return [problem.code for problem in library.problems]


def test_nothing_is_wrong_with_the_shipped_pictures(shipped: Library) -> None:
    """Every record's file is there and harmless, every plate has a record, all in both languages."""
    assert [] == [problem.sentence for problem in shipped.problems]


def test_shipped_records_keep_the_schema() -> None:
    """The form that the data's schema gives."""
    schema = json.loads((SHIPPED / "schema" / "pictures.schema.json").read_text("utf-8"))
    raw = json.loads((SHIPPED / "pictures" / "pictures.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(raw)


def test_no_shipped_picture_lacks_credit_licence_or_alt_text(shipped: Library, catalog: Catalog) -> None:
    """In every language of the site."""
    assert len(shipped.pictures) > 50
    for picture in shipped.pictures:
        assert picture.credit, picture.id
        assert picture.licence, picture.id
        assert set(catalog.site.languages) <= {lang for lang, text in picture.alt.items() if text}, (
            picture.id
        )
        assert "illustration" == picture.kind, picture.id


def test_every_place_has_a_picture(shipped: Library, catalog: Catalog) -> None:
    """Its own, or one that stands in and says so."""
    for place in catalog.places:
        shown = shipped.for_scene(place, lambda name: f"/pictures/{name}")
        assert shown, place.id
        assert bool(shipped.of(place.id)) != shown[0].get("stands_in", False), place.id


def test_no_two_pictures_read_or_look_the_same(shipped: Library) -> None:
    """Each plate is its own drawing with its own text."""
    names = [shipped.name(picture, "full") for picture in shipped.pictures]
    assert len(set(names)) == len(names)
    for lang in ("en", "ko"):
        alts = [picture.alt[lang] for picture in shipped.pictures]
        assert len(set(alts)) == len(alts)


def test_every_shipped_drawing_is_harmless() -> None:
    """Plates and icons hold shapes only, and have the size their records say."""
    files = sorted((SHIPPED / "pictures").rglob("*.svg"))
    assert len(files) > 90
    for path in files:
        data = path.read_bytes()
        check_svg(data)
        assert ((24, 24) if path.parent.name == "icons" else (640, 400)) == svg_size(data), path.name


def test_every_icon_is_of_a_place(shipped: Library, catalog: Catalog) -> None:
    """Its path data is handed on."""
    icons = [place for place in catalog.places if shipped.icon(place.id)]
    assert len(list((SHIPPED / "pictures" / "icons").glob("*.svg"))) == len(icons)
    assert shipped.icon("tea-house") is None


def test_a_picture_is_opened_by_its_name_alone(shipped: Library) -> None:
    """Never by a path."""
    name = shipped.name(shipped.pictures[0], "stop")
    found = shipped.open(name)
    assert found is not None
    assert "image/svg+xml" == found[1]
    for other in (
        f"../{name}",
        f"plates/{name}",
        "pictures.json",
        "/etc/passwd",
        "",
        f"{name}\0",
        "0" * 16,
    ):
        assert shipped.open(other) is None


def test_a_site_without_pictures_is_no_problem(harbour: Catalog, tmp_path: Path) -> None:
    """It has none, and that is all."""
    library = load_library(tmp_path, tmp_path, harbour)
    assert ((), ()) == (library.pictures, library.problems)
    assert [] == library.for_scene(harbour.places[0], str)


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (_record(credit="left out"), "picture-member-missing"),
        (_record(file="../../../etc/passwd"), "picture-bad-member"),
        (_record(file="plates/../pictures.json"), "picture-bad-member"),
        (_record(file="plates/gone.svg"), "picture-file-missing"),
        (_record(alt={"en": "Tea"}), "language-missing"),
        (_record(places=["atlantis"]), "unknown-place"),
        (_record(places=[]), "picture-shows-nothing"),
        (_record(places="left out", stands_for="category:atlantis"), "unknown-reference"),
        (_record(deleted=True), "picture-bad-member"),
        ("tea", "picture-no-record"),
        (_record(id="whole"), "duplicate-id"),
    ],
)
def test_a_bad_record_costs_no_other(record: Any, code: str, harbour: Catalog, tmp_path: Path) -> None:
    """It becomes a problem, worded, and the good one is shown."""
    site = _site(tmp_path, _record(id="whole"), record)
    library = load_library(site, None, harbour)
    assert code in _codes(library)
    assert library.get("whole") is not None
    assert all(problem.sentence for problem in library.problems)


def test_a_drawing_with_a_script_is_not_shown(harbour: Catalog, tmp_path: Path) -> None:
    """Nor one that lies outside and is only linked to."""
    site = _site(tmp_path, _record(), _record(id="linked", file="plates/linked.svg"))
    (site / "pictures" / "plates" / "tea.svg").write_bytes(PLATE.replace(b"<rect", b"<script/><rect"))
    (tmp_path / "outside.svg").write_bytes(PLATE)
    (site / "pictures" / "plates" / "linked.svg").symlink_to(tmp_path / "outside.svg")
    library = load_library(site, None, harbour)
    assert () == library.pictures
    assert ["svg-not-harmless", "picture-file-missing"] == _codes(library)


def test_a_plate_without_a_record_is_told(harbour: Catalog, tmp_path: Path) -> None:
    """A drawing nobody can see was forgotten."""
    library = load_library(_site(tmp_path, _record(), plates=("tea", "lost")), None, harbour)
    assert ["plate-without-record"] == _codes(library)


def test_own_photographs_come_first_and_illustrations_last(
    harbour: Catalog, tmp_path: Path, own_home: Path
) -> None:
    """Three addresses each; what is deleted is gone; what lost its files is counted."""
    site = _site(tmp_path, _record())
    defaults = Defaults(credit="Ann", place="tea-house", alt={"en": "Tea"})
    sources: list[Any] = [
        (f"{n}.jpg", BytesIO(photograph(colour))) for n, colour in enumerate(("red", "blue"))
    ]
    report = add_files(sources, catalog=harbour, home=own_home, defaults=defaults)
    red, blue = (each.picture for each in report.added)
    house = harbour.get("tea-house")
    assert house is not None

    def shown() -> list[dict[str, Any]]:
        return load_library(site, own_home, harbour).for_scene(house, lambda name: f"/pictures/{name}")

    before = load_library(site, own_home, harbour).digest
    assert [red.id, blue.id, "tea"] == [each["id"] for each in shown()]
    assert f"/pictures/{red.file}-stop.jpg" == shown()[0]["stop"]
    library = load_library(site, own_home, harbour)
    found = library.open(f"{red.file}-thumb.jpg")
    assert found is not None
    assert "image/jpeg" == found[1]
    json.dumps(shown(), allow_nan=False)
    store = Store.of_home(own_home)
    store.delete(red.id)
    assert [blue.id, "tea"] == [each["id"] for each in shown()]
    assert before != load_library(site, own_home, harbour).digest
    store.path(str(blue.file), "stop").unlink()
    assert [("tea", 1)] == [(each["id"], each.get("missing")) for each in shown()]
    assert ["picture-file-missing"] == _codes(load_library(site, own_home, harbour))


def test_a_picture_not_fetched_yet_is_not_shown(harbour: Catalog, tmp_path: Path, own_home: Path) -> None:
    """Once it is, its record takes the place of the shipped one."""
    wanted = _record(id="quay", kind="photo", file=None, commons="File:Quay.jpg")
    site = _site(tmp_path, _record(), wanted)
    assert load_library(site, own_home, harbour).get("quay") is None
    assert () == load_library(site, own_home, harbour).problems
    defaults = Defaults(credit="Ann", place="tea-house", alt={"en": "Tea"})
    sources: list[Any] = [("a.jpg", BytesIO(photograph()))]
    (added,) = add_files(sources, catalog=harbour, home=own_home, defaults=defaults).added
    from backlot.pictures.model import parse_picture

    Store.of_home(own_home).put([parse_picture({**added.picture.plain(), "id": "quay"})])
    picture = load_library(site, own_home, harbour).get("quay")
    assert picture is not None
    assert not picture.shipped


def test_a_broken_file_of_the_user_costs_no_shipped_picture(
    harbour: Catalog, tmp_path: Path, own_home: Path
) -> None:
    """It is a problem like any other."""
    site = _site(tmp_path, _record())
    (own_home / "pictures").mkdir(parents=True)
    (own_home / "pictures" / "pictures.json").write_text("[]", "utf-8")
    library = load_library(site, own_home, harbour)
    assert ["tea"] == [picture.id for picture in library.pictures]
    assert ["file-not-pictures"] == _codes(library)
