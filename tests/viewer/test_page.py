"""The page: self-contained, its texts out of reach of every compiler and parser."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from backlot.catalog import Catalog, Place
from backlot.errors import DataError
from backlot.films import Films, load_films
from backlot.viewer import Host, Page, folium_map, page, render, scene
from tests.films.made import film, told, write
from tests.viewer.conftest import HOSTILE, PRODUCT, MakeSite, square

HOST = {
    "corrections": "/api/corrections",
    "placing": "/api/pictures/position",
    "planning": {
        "walks": "/api/walks",
        "plan": "/api/plan",
        "tours": "/api/tours",
        "take": "/api/take",
    },
    "rooms": "/api/rooms",
    "follow": None,
    "pack": None,
}
SITES = ("harbour", "hostile", "shipped")


class Parsed(HTMLParser):
    """Read a page as a browser would: its elements with attributes, and the text of its scripts."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.comments: list[str] = []
        self._open = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, dict(attrs)))
        self.texts.append("")
        self._open = True

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        """Close the element opened last."""
        self._open = False

    def handle_data(self, data: str) -> None:
        """Note a text with the element it stands in."""
        if self._open:
            self.texts[-1] += data

    def handle_comment(self, data: str) -> None:
        """Note a comment."""
        self.comments.append(data)

    def named(self, tag: str) -> Iterator[tuple[dict[str, str | None], str]]:
        """Yield attributes and text of each element of a name."""
        for (name, attributes), text in zip(self.elements, self.texts, strict=True):
            if name == tag:
                yield attributes, text

    @property
    def scene_text(self) -> str:
        """The text of the scene's block."""
        return next(text for attributes, text in self.named("script") if attributes.get("id") == "scene")


Shown = tuple[Catalog, Page, Parsed]
Sites = dict[str, Shown]


@pytest.fixture(scope="session")
def rendered(harbour: Catalog, hostile: Catalog, shipped: Catalog) -> Sites:
    """Return each site with its page, rendered once."""
    pages = {}
    for name, catalog in zip(SITES, (harbour, hostile, shipped), strict=True):
        made = render(catalog)
        pages[name] = (catalog, made, Parsed(made.html))
    return pages


@pytest.fixture(params=SITES)
def shown(request: pytest.FixtureRequest, rendered: Sites) -> Shown:
    """Return one site with its page."""
    return rendered[request.param]


def test_the_hostile_site_is_hostile(hostile: Catalog) -> None:
    """The tests below would prove nothing if loading dropped the texts."""
    assert 35 == len(hostile.places)
    assert all(HOSTILE == name for place in hostile.places for name in place.names.values())
    assert all(HOSTILE == place.source for place in hostile.places)
    assert HOSTILE == hostile.site.tagline["en"]
    assert HOSTILE == hostile.site.locales[0].label["en"]
    assert HOSTILE == hostile.site.version


def test_the_scene_on_the_page_is_the_scene_that_was_made(shown: Shown) -> None:
    """Every text arrives letter by letter; nothing is compiled, cut or escaped twice."""
    catalog, _, parsed = shown
    expected = json.loads(json.dumps(scene.make_scene(catalog)))
    assert expected | {"host": HOST} == json.loads(parsed.scene_text)


@pytest.fixture
def hostile_films(tmp_path: Path, harbour: Catalog) -> Films:
    """Return films of the harbour town with a hostile text wherever a text may stand."""
    text = {"en": HOSTILE, "pt": HOSTILE}
    claim = {"property": "year", "value": HOSTILE, "source": HOSTILE}
    spoiled = film(title=text, alt_titles=[HOSTILE], claims=[claim], source=HOSTILE)
    practical = [{"topic": "way", "title": text, "text": text, "source": HOSTILE}]
    found = load_films(write(tmp_path, spoiled, **told(practical=practical)), harbour)
    assert [] == list(found.problems)
    return found


def test_films_are_in_the_scene_letter_by_letter(harbour: Catalog, hostile_films: Films) -> None:
    """Nothing in their texts is compiled or worked out either."""
    made = render(harbour, films=hostile_films)
    found = json.loads(Parsed(made.html).scene_text)["films"]
    assert hostile_films.for_scene() == found
    assert HOSTILE == found["films"][0]["title"]["en"]
    assert PRODUCT not in made.html


def test_a_page_without_films_says_so(harbour: Catalog, tmp_path: Path) -> None:
    """As one of a site that has none."""
    for films in (None, load_films(tmp_path, harbour)):
        assert json.loads(Parsed(render(harbour, films=films).html).scene_text)["films"] is None


def test_what_is_wrong_with_a_film_is_told_on_the_page(harbour: Catalog, tmp_path: Path) -> None:
    """The rest is shown."""
    films = load_films(write(tmp_path, film(), film(id="other", kind="opera")), harbour)
    made = scene.make_scene(harbour, None, films)
    assert ["tea-at-noon"] == [each["id"] for each in made["films"]["films"]]
    assert 'films.json: "other" (kind)' in made["problems"][0]["en"]


def test_other_films_make_another_page(harbour: Catalog, hostile_films: Films) -> None:
    """The browser keeps a page by the hash of its content."""
    assert render(harbour).digest != render(harbour, films=hostile_films).digest


def test_nothing_in_a_text_was_worked_out(shown: Shown) -> None:
    """Neither a template nor a script literal has multiplied what a name asks for."""
    _, made, _ = shown
    assert PRODUCT not in made.html


def test_no_text_can_end_its_block(shown: Shown) -> None:
    """A block of data holds no sign that an HTML parser or an old script engine takes for its own."""
    _, made, parsed = shown
    blocks = re.findall(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', made.html, re.DOTALL)
    assert parsed.scene_text in blocks
    for block in blocks:
        json.loads(block)
        assert not set("<\u2028\u2029") & set(block)


def test_hostile_texts_make_the_same_elements_as_friendly_ones(
    rendered: Sites,
) -> None:
    """No element, attribute or comment comes from data."""
    made = {}
    for name in ("harbour", "hostile"):
        parsed = rendered[name][2]
        made[name] = (
            [(tag, sorted(attributes)) for tag, attributes in parsed.elements],
            len(parsed.comments),
        )
    assert made["harbour"] == made["hostile"]


def test_the_page_names_nothing_outside(shown: Shown) -> None:
    """No script, sheet, picture, frame or font has an address of its own."""
    _, _, parsed = shown
    for tag, attributes in parsed.elements:
        for name in ("src", "href", "srcset", "data", "action", "poster", "background"):
            assert (attributes.get(name) or "data:").startswith("data:"), (tag, attributes)
        assert tag not in {"iframe", "object", "embed", "base", "form"}
    for _, sheet in parsed.named("style"):
        assert "@import" not in sheet
        for address in re.findall(r"url\(\s*['\"]?([^'\")]*)", sheet):
            # Leaflet's own two, beside the page and never asked for, are all that is not inside
            assert address.startswith(("data:", "#", "images/")), address
    modules = json.loads(
        next(text for attributes, text in parsed.named("script") if attributes.get("type") == "importmap")
    )
    assert all(address.startswith("data:") for address in modules["imports"].values())


def test_no_attribute_is_a_script(shown: Shown) -> None:
    """There is no inline handler and no `javascript:` address."""
    _, _, parsed = shown
    for tag, attributes in parsed.elements:
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            assert "javascript:" not in (value or "").lower(), (tag, name)


def test_every_script_carries_the_nonce_of_the_policy(shown: Shown) -> None:
    """What is not ours has no nonce and does not run."""
    _, made, parsed = shown
    match = re.search(r"script-src 'nonce-([\w-]{20,})'(;|$)", made.policy)
    assert match is not None
    scripts = list(parsed.named("script"))
    assert len(scripts) > 3
    assert {match.group(1)} == {attributes.get("nonce") for attributes, _ in scripts}


def test_a_nonce_is_used_for_one_rendering_only(harbour: Catalog) -> None:
    """Nobody can know it beforehand."""
    assert render(harbour).policy != render(harbour).policy


@pytest.mark.parametrize(
    ("host", "wanted", "unwanted"),
    [
        (
            Host(),
            ("connect-src 'self'", "media-src blob:", "frame-ancestors 'self'"),
            ("connect-src 'none'",),
        ),
        (
            Host(corrections="", placing=None, planning=None, rooms=None),
            ("connect-src 'none'", "frame-ancestors 'self'"),
            ("connect-src 'self'", "media-src blob:"),
        ),
        (
            Host(corrections=None, placing=None, planning=None, rooms=None, framed=False),
            ("connect-src 'none'",),
            ("frame-ancestors 'self'",),
        ),
    ],
    ids=["server", "browser", "file"],
)
def test_a_policy_allows_what_its_host_needs_and_no_more(
    host: Host, wanted: tuple[str, ...], unwanted: tuple[str, ...], harbour: Catalog
) -> None:
    """All is forbidden but what is named, and scripts only by nonce."""
    parts = render(harbour, host).policy.split("; ")
    assert {"default-src 'none'", "base-uri 'none'", "form-action 'none'"} < set(parts)
    assert set(wanted) < set(parts)
    assert not set(unwanted) & set(parts)
    script = next(part for part in parts if part.startswith("script-src"))
    assert "unsafe" not in script
    assert "http" not in "".join(parts)
    assert "*" not in "".join(parts)
    assert len(parts) == len({part.split(" ")[0] for part in parts})


@pytest.mark.parametrize("corrections", ["/api/corrections", "", None])
def test_the_host_tells_the_viewer_where_corrections_are_kept(
    corrections: str | None, harbour: Catalog
) -> None:
    """A service, the browser, or nowhere."""
    parsed = Parsed(render(harbour, Host(corrections=corrections)).html)
    assert corrections == json.loads(parsed.scene_text)["host"]["corrections"]


def test_the_hash_is_the_same_for_the_same_content(harbour: Catalog) -> None:
    """Folium's random names and the nonce do not count, so that browsers keep what they have."""
    first, second = render(harbour), render(harbour)
    assert first.html != second.html
    assert first.digest == second.digest
    assert re.fullmatch(r"[0-9a-f]{16}", first.digest)


def test_the_hash_changes_with_a_text_of_the_data(harbour: Catalog, make_site: MakeSite) -> None:
    """One letter in a source is enough."""

    def change(feature: dict[str, object]) -> None:
        if feature["id"] == "tea-house":
            feature["properties"]["source"] = "somebody else"  # type: ignore[index]

    assert render(harbour).digest != render(make_site(change)).digest


def test_the_hash_changes_with_a_position_of_the_data(harbour: Catalog, make_site: MakeSite) -> None:
    """Geometry is not in the scene of a small site, and counts all the same."""

    def change(feature: dict[str, object]) -> None:
        if feature["id"] == "keel-lane":
            feature["geometry"]["coordinates"][0][0] += 0.00001  # type: ignore[index]

    assert render(harbour).digest != render(make_site(change)).digest


def test_the_hash_changes_with_a_word(harbour: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """A string put right reaches people who have the map already."""
    before = render(harbour).digest
    catalogue = scene.lang.catalogue
    monkeypatch.setattr(
        scene.lang, "catalogue", lambda code: {**catalogue(code), "panel.nearby": "Round about"}
    )
    assert before != render(harbour).digest


@pytest.mark.parametrize("name", ["viewer.css", "main.js", "geo.js"])
def test_the_hash_changes_with_an_asset(
    name: str, harbour: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new version of our own script or sheet is never hidden by an old one kept by a browser."""
    before = render(harbour).digest
    assets = Path(shutil.copytree(page._ASSETS, tmp_path / "assets"))
    (assets / name).write_text((assets / name).read_text("utf-8") + "\n/* one more line */\n", "utf-8")
    monkeypatch.setattr(page, "_ASSETS", assets)
    page._import_map.cache_clear()
    try:
        assert before != render(harbour).digest
    finally:
        page._import_map.cache_clear()


def test_the_hash_changes_with_the_host(harbour: Catalog) -> None:
    """A page for a server is not one for a file."""
    assert render(harbour).digest != render(harbour, Host(corrections="")).digest


@pytest.mark.parametrize("name", SITES)
def test_only_ids_and_geometry_reach_folium(name: str, rendered: Sites) -> None:
    """What folium compiles a second time holds none of the texts, not even a harmless one."""
    catalog, _, _ = rendered[name]
    drawn = folium_map.draw(catalog).html
    texts = {
        text
        for each in (*catalog.places, *catalog.features)
        for text in (*each.names.values(), *each.alt_names, each.source)
    }
    texts |= {text for place in catalog.places for text in place.descriptions.values()}
    texts |= {text for each in catalog.site.locales for text in each.label.values()}
    texts |= {text for each in catalog.site.views for text in each.label.values()}
    # a very short word may stand in folium's own script
    assert set() == {text for text in texts if len(text) > 6 and text in drawn}
    assert "{{" not in drawn
    assert "{%" not in drawn
    assert all(f'"{place.id}"' in drawn for place in catalog.places)
    assert '"properties": {"' not in drawn


@pytest.mark.parametrize(
    "bad", ["{{7*191}}", "a", "A-b", "a b", "-a", "a" * 64, "a\n", "x</script>", "ä-b", "", "${x}", "a`b"]
)
def test_an_id_that_is_none_never_reaches_folium(bad: str, harbour: Catalog) -> None:
    """The last gate: a catalogue made otherwise than by loading may hold anything."""
    place = harbour.places[-1]
    wrong = Place(id=bad, kind=place.kind, names=place.names, geometry=place.geometry)
    with pytest.raises(DataError) as caught:
        render(Catalog(site=harbour.site, places=[wrong]))
    assert "bad-id" == caught.value.code


@pytest.mark.parametrize(
    "value",
    [
        HOSTILE,
        "</script>",
        "<!--",
        "\u2028",
        {"<": ["<", {"a": "\u2029"}]},
        "\\u003c",
        "&lt;",
        "\ud7ff\U0001f600",
    ],
)
def test_json_for_a_page_is_still_the_same_json(value: object) -> None:
    """Escapes stand inside strings only, so that reading gives back what was written."""
    text = page.json_for_html(value)
    assert value == json.loads(text)
    assert not set("<\u2028\u2029") & set(text)


def _block(index: int) -> dict[str, object]:
    ident = f"block-{index}"
    west, south = -31.511 + (index % 40) * 0.0005, 36.193 + (index // 40) * 0.0003
    return {
        "type": "Feature",
        "id": ident,
        "geometry": {"type": "Polygon", "coordinates": square(west, south, 0.0002)},
        "properties": {
            "id": ident,
            "kind": "building",
            "class": "house",
            "name:en": f"House {index}",
            "source": "made up for the tests",
            "accuracy": "schematic",
        },
    }


def test_a_small_site_is_drawn_by_folium_alone(harbour: Catalog) -> None:
    """Its scene holds no geometry."""
    drawing = folium_map.draw(harbour)
    assert drawing.geometry is None
    assert "window.backlot" in drawing.html


def test_the_buildings_of_a_large_site_come_with_the_scene(make_site: MakeSite) -> None:
    """Folium takes seconds for thousands of areas; the viewer's own script draws them at once."""
    count = 1600
    catalog = make_site(None, *map(_block, range(count)))
    buildings = catalog.by(kind="building")
    assert count < len(buildings)
    drawn = folium_map.draw(catalog).html
    assert "block-7" not in drawn
    # everything else is still folium's
    assert '"whalers-quay"' in drawn
    assert '"tea-house"' in drawn
    geometry = json.loads(Parsed(render(catalog).html).scene_text)["geometry"]
    assert {place.id for place in buildings} == {feature["id"] for feature in geometry["features"]}
    assert all({} == feature["properties"] for feature in geometry["features"])
    assert "Polygon" == geometry["features"][0]["geometry"]["type"]


def test_a_site_without_anything_is_still_a_page(harbour: Catalog) -> None:
    """Broken data leaves a map to say so on."""
    made = render(Catalog(site=harbour.site))
    found = json.loads(Parsed(made.html).scene_text)
    assert ([], []) == (found["places"], found["features"])
    assert "window.backlot" in made.html
