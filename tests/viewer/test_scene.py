"""The scene: everything to be drawn and said, as plain JSON."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from shapely.geometry import Point

from backlot import lang
from backlot.catalog import Catalog, Place, load_site
from backlot.viewer.scene import make_scene
from tests.support.sites import HARBOUR, SHIPPED
from tests.viewer.conftest import MakeSite, square

Json = dict[str, Any]


def _by_id(items: list[Json]) -> dict[str, Json]:
    return {item["id"]: item for item in items}


@pytest.fixture(scope="session")
def shipped_scene(shipped: Catalog) -> Json:
    """Return the scene of the shipped data."""
    return make_scene(shipped)


def test_a_scene_is_plain_json(harbour: Catalog, hostile: Catalog, shipped: Catalog) -> None:
    """It is written and read without loss, and holds no figure that JSON does not know."""
    for catalog in (harbour, hostile, shipped):
        made = make_scene(catalog)
        assert made == json.loads(json.dumps(made, allow_nan=False))


def test_a_scene_holds_every_place_and_feature_once(shipped: Catalog, shipped_scene: Json) -> None:
    """In the order of the catalogue."""
    assert [place.id for place in shipped.places] == [place["id"] for place in shipped_scene["places"]]
    assert [each.id for each in shipped.features] == [each["id"] for each in shipped_scene["features"]]


def test_all_shipped_texts_are_there_in_both_languages(shipped: Catalog, shipped_scene: Json) -> None:
    """Names, descriptions, labels, notices: no visitor meets a gap."""
    assert ["en", "ko"] == shipped_scene["languages"]
    both = set(shipped_scene["languages"])
    for place in shipped_scene["places"]:
        assert both <= place["name"].keys(), place["id"]
        assert both <= place["description"].keys(), place["id"]
        for claim in place.get("claims", ()):
            assert isinstance(claim["value"], str) or both <= claim["value"].keys(), place["id"]
    site = shipped_scene["site"]
    labels = [site["name"], site["tagline"]]
    for key in ("views", "periods", "locales", "categories"):
        labels += [each["label"] for each in site[key]]
    labels += [view["notice"] for view in site["views"] if view["notice"]]
    assert len(labels) > 20
    labels += shipped_scene["problems"]
    for texts in labels:
        assert all(texts.get(code, "").strip() for code in both), texts
    assert shipped.site.version == site["data"]["version"]


def test_a_position_is_latitude_then_longitude(shipped: Catalog, shipped_scene: Json) -> None:
    """Leaflet's order is used in the scene, and only there."""
    west, south, east, north = shipped.site.bounds
    for place in shipped_scene["places"]:
        lat, lon = place["at"]
        assert south <= lat <= north, place["id"]
        assert west <= lon <= east, place["id"]


def test_a_point_in_a_scene_lies_on_its_place(shipped: Catalog, shipped_scene: Json) -> None:
    """Of an area it lies inside, however it is bent."""
    found = _by_id(shipped_scene["places"])
    for place in shipped.places:
        lat, lon = found[place.id]["at"]
        assert place.geometry.distance(Point(lon, lat)) < 2e-6, place.id


def test_what_is_unknown_is_absent_or_null_and_never_made_up(shipped: Catalog, shipped_scene: Json) -> None:
    """Accuracy and day of comparison are said to be unknown; the rest is left out."""
    found = _by_id(shipped_scene["places"])
    for place in shipped.places:
        entry = found[place.id]
        assert place.accuracy_m == entry["accuracy_m"]
        assert place.confirmed == entry["confirmed"]
        assert ("category" in entry) == (place.category is not None)
        assert ("hani" in entry) == ("ko-Hani" in place.names)


def test_romanisations_have_their_own_members(shipped_scene: Json) -> None:
    """A name by language holds languages only, so that none is shown as if it were one."""
    for item in (*shipped_scene["places"], *shipped_scene["features"]):
        assert all("-" not in key for key in item.get("name", {}))
    gate = _by_id(shipped_scene["places"])["arch-of-triumph"]
    assert ("개선문", "Gaeseonmun", "Kaesŏnmun", "凱旋門") == (
        gate["name"]["ko"],
        gate["rr"],
        gate["mr"],
        gate["hani"],
    )


def test_a_spot_shows_the_period_and_locale_of_its_set(harbour: Catalog) -> None:
    """What it says itself goes first."""
    found = _by_id(make_scene(harbour)["places"])
    spots = [place for place in harbour.by(kind="spot") if place.within]
    assert spots
    for spot in spots:
        parent = harbour.get(spot.within or "")
        assert parent is not None
        entry = found[spot.id]
        assert (spot.period or parent.period) == entry.get("period")
        assert (spot.locale or parent.locale) == entry.get("locale")
    assert any(found[spot.id].get("period") for spot in spots)


def test_what_lies_in_a_spot_of_a_set_shows_the_period_of_the_set(harbour: Catalog) -> None:
    """Period and locale are handed down through every level, not through one only."""
    quay = harbour.get("whalers-quay")
    house = harbour.get("stone-house-1")
    assert quay is not None
    assert house is not None
    assert quay.period
    inner = replace(house, id="inner-house", within=house.id, period=None, locale=None)
    outer = replace(house, within=quay.id, period=None, locale=None)
    found = _by_id(make_scene(Catalog(site=harbour.site, places=[quay, outer, inner]))["places"])
    assert (quay.period, quay.locale) == (
        found["inner-house"].get("period"),
        found["inner-house"].get("locale"),
    )


def test_places_within_each_other_in_a_ring_end(harbour: Catalog) -> None:
    """Broken data does not hang the program."""
    house = harbour.places[0]
    ring = [replace(house, id="ring-a", within="ring-b"), replace(house, id="ring-b", within="ring-a")]
    assert 2 == len(make_scene(Catalog(site=harbour.site, places=ring))["places"])


def test_every_place_has_a_name_to_look_up(make_site: MakeSite) -> None:
    """The viewer asks each place for its name by language; one without is shown by its id."""

    def change(feature: Json) -> None:
        if feature["id"] == "tea-house":
            for key in [key for key in feature["properties"] if key.startswith("name:")]:
                del feature["properties"][key]

    catalog = make_site(change)
    assert catalog.get("tea-house") is not None
    assert {} == _by_id(make_scene(catalog)["places"])["tea-house"]["name"]


def test_a_class_is_one_word_or_left_out(make_site: MakeSite) -> None:
    """It becomes a class of the style sheet, and a browser refuses one with a space in it."""

    def change(feature: Json) -> None:
        if feature["id"] in {"grey-shed", "quay-street"}:
            feature["properties"]["class"] = "{{7*191}} <img onerror=x>"

    made = make_scene(make_site(change))
    for item in (*made["places"], *made["features"]):
        assert re.fullmatch(r"[a-z][a-z-]*", item.get("class", "none")), item["id"]


def test_a_place_at_the_end_of_the_world_leaves_the_scene_readable(make_site: MakeSite) -> None:
    """Beyond the reach of the metric coordinates there is no area, and no `NaN` in its stead."""

    def change(feature: Json) -> None:
        if feature["id"] == "grey-shed":
            feature["geometry"]["coordinates"] = square(58.6, 0.0, 0.001)

    json.dumps(make_scene(make_site(change)), allow_nan=False)


def _river(coordinates: list[list[list[float]]]) -> Json:
    return {
        "type": "Feature",
        "id": "wide-river",
        "geometry": {"type": "Polygon", "coordinates": coordinates},
        "properties": {
            "id": "wide-river",
            "kind": "water",
            "class": "river",
            "name:en": "Wide River",
            "source": "made up for the tests",
            "accuracy": "schematic",
        },
    }


def test_the_names_of_a_long_river_lie_in_it(shipped: Catalog, shipped_scene: Json) -> None:
    """One every few kilometres, each where there is water."""
    found = _by_id(shipped_scene["features"])
    rivers = [each for each in shipped.features if each.kind == "water" and each.names]
    longest = 0
    for river in rivers:
        anchors = found[river.id].get("anchors", [])
        longest = max(longest, len(anchors))
        for lat, lon in anchors:
            assert river.geometry.distance(Point(lon, lat)) < 2e-6, river.id
    assert longest > 2


def test_a_small_water_has_one_name(harbour: Catalog) -> None:
    """A basin is no river."""
    found = _by_id(make_scene(harbour)["features"])
    assert 1 == len(found["harbour-basin"]["anchors"])


def test_a_river_is_named_within_the_site_only(make_site: MakeSite) -> None:
    """One wrong position far away costs neither minutes of work nor names nobody sees."""
    catalog = make_site(
        None, _river([[[-31.5, 36.19], [-31.49, 36.19], [-21.4, 40.3], [-31.5, 36.2], [-31.5, 36.19]]])
    )
    west, south, east, north = catalog.site.bounds
    anchors = _by_id(make_scene(catalog)["features"])["wide-river"]["anchors"]
    assert anchors
    for lat, lon in anchors:
        assert south <= lat <= north
        assert west <= lon <= east


def test_a_river_drawn_across_itself_is_no_reason_to_fail(make_site: MakeSite) -> None:
    """`check` names it; the map shows what it can."""
    crossed = [[[-31.6, 36.1], [-31.4, 36.3], [-31.4, 36.1], [-31.6, 36.3], [-31.6, 36.1]]]
    make_scene(make_site(None, _river(crossed)))


def test_what_has_no_name_or_no_area_has_no_anchor(shipped: Catalog, shipped_scene: Json) -> None:
    """Streets are written along, not beside a point."""
    found = _by_id(shipped_scene["features"])
    for each in shipped.features:
        if not each.names or not each.geometry.geom_type.endswith("Polygon"):
            assert "anchors" not in found[each.id], each.id


def test_the_words_of_a_scene_are_those_the_viewer_says(shipped_scene: Json) -> None:
    """The strings of pages, errors and the command line stay on the server."""
    assert set(lang.languages()) == shipped_scene["words"].keys()
    for code, words in shipped_scene["words"].items():
        assert words["panel.nearby"] == lang.say(code, "panel.nearby")
        assert not [key for key in words if key.startswith(("page.", "error.", "cli."))]


def test_a_site_in_no_language_of_the_program_is_shown_in_english(harbour: Catalog) -> None:
    """Languages offered are those that both the site and the program speak."""
    assert ["en"] == make_scene(harbour)["languages"]
    foreign = replace(harbour.site, languages=("pt",))
    assert ["en"] == make_scene(Catalog(site=foreign))["languages"]


def test_whom_a_licence_asks_to_credit_is_credited(shipped: Catalog) -> None:
    """And nobody else: the project's own drawing is given to the public."""
    assert ["© OpenStreetMap contributors, ODbL 1.0"] == make_scene(shipped)["attribution"]


def test_a_site_of_the_public_domain_needs_no_credit(harbour: Catalog) -> None:
    """A credit for what is not used is an untruth too."""
    assert [] == make_scene(harbour)["attribution"]


def test_an_added_place_is_shown_as_any_other(harbour: Catalog) -> None:
    """A place needs no more than an id, a kind, a name and a geometry."""
    place = Place(id="new-bench", kind="spot", names={"en": "Bench"}, geometry=Point(-31.5, 36.2))
    (entry,) = make_scene(Catalog(site=harbour.site, places=[place]))["places"]
    assert {"en": "Bench"} == entry["name"]
    assert [36.2, -31.5] == entry["at"]
    assert "area_m2" not in entry


def test_the_rules_for_photographs_come_with_their_source() -> None:
    """The guide sees them at every stop; a site that says nothing of them has none."""
    rules = make_scene(load_site(SHIPPED))["site"]["photo_rules"]
    assert {"en", "ko"} == rules["text"].keys()
    assert rules["source"]
    assert make_scene(load_site(HARBOUR))["site"]["photo_rules"] is None
