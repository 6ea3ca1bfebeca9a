"""The map as SVG: valid, small, the same every time, and nothing in it but drawing."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from backlot.catalog import load_site
from backlot.pictures import load_library
from backlot.settings import shipped_geodata_dir
from backlot.takeaway.mapdraw.frame import bounds_of, frame_of, padded
from backlot.takeaway.mapdraw.letters import Label, Occupied, Writing, wide_px, write
from backlot.takeaway.mapdraw.style import HATCHES, mixed
from backlot.takeaway.mapsvg import to_svg
from backlot.takeaway.material import Choice, Material, gather
from backlot.takeaway.tags import tag
from backlot.tours.load import load_tours
from backlot.walks.network import load_network

SVG = "{http://www.w3.org/2000/svg}"
HARBOUR = Path(__file__).parents[1] / "sites" / "harbour"
ASSETS = Path(__file__).parents[2] / "backlot" / "viewer" / "assets"


def _material(tour: str | None = None, *, languages: tuple[str, ...] = ("en", "ko")) -> Material:
    folder = shipped_geodata_dir()
    catalog = load_site(folder)
    tours = () if tour is None else (load_tours(folder, folder / "nobody").get(tour),)
    choice = Choice("tour" if tour else "atlas", languages=languages)
    return gather(
        choice,
        catalog,
        load_library(folder, None, catalog),
        load_network(catalog),
        tours,  # type: ignore[arg-type]
    )


def _texts(data: bytes) -> list[str]:
    return [each.text or "" for each in ET.fromstring(data).iter(f"{SVG}text")]  # noqa: S314


@pytest.mark.parametrize("tour", [None, "studio-90-minutes", "square-to-arch", "film-lovers-day"])
def test_the_picture_is_valid_small_and_the_same_every_time(tour: str | None) -> None:
    """Well-formed XML of less than 400 kB, byte for byte the same from the same material."""
    material = _material(tour)
    data = to_svg(material)
    assert f"{SVG}svg" == ET.fromstring(data).tag  # noqa: S314
    assert len(data) < 400_000
    assert data == to_svg(_material(tour))


def test_it_names_and_describes_itself() -> None:
    """Whoever hears it read learns what it shows, and whom it is from."""
    root = ET.fromstring(to_svg(_material("square-to-arch", languages=("ko",))))  # noqa: S314
    assert "김일성광장에서 개선문까지 걷기" == root.findtext(f"{SVG}title")
    assert "© OpenStreetMap contributors, ODbL 1.0" in (root.findtext(f"{SVG}desc") or "")


def test_stops_are_numbered_and_named_in_both_languages() -> None:
    """Every number of a stop, every name in two scripts, scale and north."""
    texts = _texts(to_svg(_material("square-to-arch")))
    assert {"1", "2", "3", "4", "5", "6", "7", "N", "500 m"} <= set(texts)
    assert {"김일성광장", "칠성문", "개선문", "Chilsong Gate"} <= set(texts)


def test_version_and_credits_stand_in_it() -> None:
    """Data version and date, and OpenStreetMap; Leaflet is not in it and not named."""
    texts = _texts(to_svg(_material()))
    assert "Data 1.0.0 of 2026-11-22" in texts
    assert "© OpenStreetMap contributors, ODbL 1.0" in texts
    assert not any("Leaflet" in text for text in texts)


def test_what_is_schematic_says_so() -> None:
    """Sets have a dashed outline and the words beside; so have ways on lanes nobody surveyed."""
    data = to_svg(_material("studio-90-minutes")).decode()
    assert 'class="set schematic"' in data
    assert 'class="line about"' in data
    assert 'class="line ride"' in data
    assert "Schematic: not surveyed" in data


def test_ids_are_defined_once_and_found() -> None:
    """Each map has hatches of its own; none is missing."""
    data = to_svg(_material("studio-90-minutes")).decode()
    ids = re.findall(r' id="([^"]+)"', data)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"url\(#([^)]+)\)", data)) <= set(ids)


def test_nothing_in_it_runs_or_asks() -> None:
    """No script, no address but that of the format, no embedded document."""
    data = to_svg(_material()).decode()
    assert ["http://www.w3.org/2000/svg"] == re.findall(r"https?://[^\"'\s<)]+", data)
    assert not re.search(r"<(script|foreignObject|image|use|a)\b|\son\w+=|@import", data)


def test_another_site_is_drawn_too() -> None:
    """Nothing about Pyongyang is in the code."""
    catalog = load_site(HARBOUR)
    material = gather(
        Choice("atlas", languages=("en",)), catalog, load_library(HARBOUR, None, catalog), None
    )
    texts = _texts(to_svg(material))
    assert catalog.site.views[0].label["en"] in texts


def test_progress_is_told() -> None:
    """From nothing to everything; what it raises ends the work."""
    told: list[tuple[str, int, int]] = []
    to_svg(_material(), lambda *each: told.append(each))
    assert [("pages", 0, 2), ("pages", 1, 2), ("pages", 2, 2)] == told


def test_north_is_up_and_metres_are_true() -> None:
    """A point to the north is straight above, and as many pixels away as metres times the scale."""
    catalog = load_site(shipped_geodata_dir())
    frame = frame_of(catalog.metric, (125.70, 39.00, 125.74, 39.03), 680, (300, 800))
    (x0, y0), (x1, y1) = frame.at(125.72, 39.01), frame.at(125.72, 39.02)
    assert pytest.approx(x0, abs=0.2) == x1
    assert pytest.approx(1110.3 * frame.px_per_m, rel=0.002) == y0 - y1


def test_bounds_grow_to_the_least() -> None:
    """One point alone is shown with its surroundings."""
    west, south, east, north = padded(bounds_of([(125.7, 39.0)]), 0.1, 400)
    assert pytest.approx(400, rel=0.01) == (north - south) * 111_195
    assert pytest.approx(400, rel=0.01) == (east - west) * 111_195 * 0.7771


def test_names_never_cover_each_other() -> None:
    """The first takes its place, the next another side, and one without room is left out."""
    taken = Occupied(120, 60)
    ink = Writing(12, "#000000")
    labels = [Label((60, 30), ((f"name {number}", "en", ink),), number, gap=8) for number in range(9)]
    written = write(labels, taken)
    assert 1 < len(written) < 9
    for at, box in enumerate(taken.boxes):
        others = taken.boxes[at + 1 :]
        assert all(box[0] >= c or box[2] <= a or box[1] >= d or box[3] <= b for a, b, c, d in others)


def test_a_stop_is_named_even_where_it_is_crowded() -> None:
    """What one must know is written over what one may know."""
    taken = Occupied(60, 30, [(0, 0, 60, 30)])
    rows = (("Japan", "en", Writing(12, "#000000")),)
    assert [] == write([Label((30, 15), rows, 0, gap=8)], taken)
    assert 1 == len(write([Label((30, 15), rows, 0, gap=8, must=True)], taken))


def test_hangul_is_reckoned_wider_than_latin() -> None:
    """A letter of Hangul is nearly a square."""
    ink = Writing(10, "#000000")
    assert wide_px("가나다라", ink) > wide_px("abcd", ink) * 1.5


def test_hatches_are_those_of_the_viewer() -> None:
    """One hand on screen and on paper."""
    text = (ASSETS / "symbols.js").read_text("utf-8")
    block = text[text.index("const HATCHES") : text.index("};")]
    assert dict(re.findall(r'"?([a-z-]+)"?: "([^"]*)"', block)) == dict(HATCHES)


def test_colours_mix() -> None:
    """Half of black in white is grey."""
    assert "#808080" == mixed("#FFFFFF", "#000000", 0.5)
    assert "#C8372D" == mixed("#C8372D", "#000000", 0)


def test_a_text_never_becomes_markup() -> None:
    """Neither as a child nor as a value; controls are left out."""
    made = tag("p", "<b>&\x00", tag("i", "x"), None, title='"<')
    assert '<p title="&quot;&lt;">&lt;b&gt;&amp;<i>x</i></p>' == made
