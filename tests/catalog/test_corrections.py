"""Corrections: a user's overlay, kept, taken back, exported; shipped data untouched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from backlot.catalog import Catalog, Corrections
from backlot.errors import BacklotError, ConflictError, DataError, MissingError


@pytest.fixture
def corrections(tmp_path: Path) -> Corrections:
    """Return corrections in a folder that does not exist yet."""
    return Corrections(tmp_path / "home" / "corrections.json")


def _edit(op: str, target: str, **values: Any) -> dict[str, Any]:
    return {"op": op, "target": target, "values": values, "source": "stood there", "date": "2026-02-01"}


def test_without_a_file_there_is_an_empty_overlay(corrections: Corrections, harbour: Catalog) -> None:
    """Nothing is written by looking."""
    assert 0 == corrections.load().revision
    assert harbour is corrections.load().apply(harbour)
    assert not corrections.path.exists()


def test_the_overlay_lives_in_the_users_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`BACKLOT_HOME` names it."""
    monkeypatch.setenv("BACKLOT_HOME", str(tmp_path))
    assert tmp_path / "corrections.json" == Corrections.of_user().path


def test_a_moved_place_lies_where_it_was_put(corrections: Corrections, harbour: Catalog) -> None:
    """An area keeps its shape and its point goes there; the shipped place does not move."""
    shed = harbour.get("grey-shed")
    assert shed is not None
    lon, lat = shed.lon_lat[0] + 0.0002, shed.lon_lat[1] - 0.0001
    overlay = corrections.append(_edit("move", "grey-shed", lon=lon, lat=lat), 0, catalog=harbour)
    moved = overlay.apply(harbour).get("grey-shed")
    assert moved is not None
    assert moved.lon_lat == pytest.approx((lon, lat), abs=1e-6)
    assert moved.geometry.area == pytest.approx(shed.geometry.area)
    assert ("move",) == moved.correction.ops  # type: ignore[union-attr]
    assert shed is harbour.get("grey-shed")
    assert shed.correction is None


def test_a_former_id_is_moved_as_the_place(corrections: Corrections, harbour: Catalog) -> None:
    """A correction made under an old id holds for the place of today."""
    lon, lat = harbour.get("shipyard").lon_lat  # type: ignore[union-attr]
    overlay = corrections.append(_edit("move", "shipyard", lon=lon, lat=lat), 0, catalog=harbour)
    assert overlay.apply(harbour).get("old-shipyard").correction  # type: ignore[union-attr]


def test_places_and_lanes_are_renamed_added_and_closed(corrections: Corrections, harbour: Catalog) -> None:
    """Each kind of correction shows, and is saved."""
    lon, lat = harbour.get("tea-house").lon_lat  # type: ignore[union-attr]
    edits = [
        _edit("rename", "tea-house", names={"en": "Coffee House"}),
        _edit("rename", "keel-lane", names={"pt": "Travessa Nova"}),
        _edit("add", "new-bench", kind="spot", lon=lon, lat=lat, names={"en": "Bench"}, within="navy-dock"),
        _edit("add", "new-shed", kind="building", lon=lon, lat=lat, names={"en": "Shed"}),
        _edit("close", "keel-lane"),
    ]
    for revision, edit in enumerate(edits):
        corrections.append(edit, revision, catalog=harbour)
    overlay = corrections.load()
    applied = overlay.apply(harbour)
    assert 5 == overlay.revision
    assert "Coffee House" == applied.get("tea-house").name("en")  # type: ignore[union-attr]
    assert "Casa de Chá" == applied.get("tea-house").name("pt")  # type: ignore[union-attr]
    assert "navy-dock" == applied.get("new-bench").within  # type: ignore[union-attr]
    shed = applied.get("new-shed")
    assert shed is not None
    assert "Polygon" == shed.geometry.geom_type
    assert applied.metric.area_m2(shed.geometry) == pytest.approx(144, abs=1)
    lane = applied.feature("keel-lane")
    assert lane is not None
    assert lane.closed
    assert "Travessa Nova" == lane.name("pt")
    assert applied.digest != harbour.digest
    reopened = corrections.append(_edit("reopen", "keel-lane"), 5, catalog=harbour)
    assert not reopened.apply(harbour).feature("keel-lane").closed  # type: ignore[union-attr]
    assert ["tea-house"] == [hit.place.id for hit in applied.search("coffee house")][:1]


def test_an_edit_taken_back_is_kept_and_can_be_restored(corrections: Corrections, harbour: Catalog) -> None:
    """Undo marks, restore unmarks; nothing is lost."""
    first = corrections.append(_edit("rename", "tea-house", names={"en": "A"}), 0, catalog=harbour)
    ident = first.edits[0].id
    undone = corrections.undo(ident, 1)
    assert "Tea House" == undone.apply(harbour).get("tea-house").name("en")  # type: ignore[union-attr]
    assert undone.edits[0].undone
    again = corrections.restore(ident, 2)
    assert "A" == again.apply(harbour).get("tea-house").name("en")  # type: ignore[union-attr]
    with pytest.raises(MissingError):
        corrections.undo("00000000", 3)


def test_a_save_on_an_old_revision_is_a_conflict(corrections: Corrections, harbour: Catalog) -> None:
    """The second of two tabs is told, and the first one's edit stays."""
    corrections.append(_edit("rename", "tea-house", names={"en": "First"}), 0, catalog=harbour)
    with pytest.raises(ConflictError) as caught:
        corrections.append(_edit("rename", "tea-house", names={"en": "Second"}), 0, catalog=harbour)
    assert {"found": 1, "expected": 0} == caught.value.values
    assert 1 == len(corrections.load().edits)


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (_edit("explode", "tea-house"), "edit-bad-op"),
        (_edit("move", "tea-house", lon=0, lat=0), "edit-out-of-bounds"),
        (_edit("move", "tea-house", lon="1", lat=0), "edit-bad-position"),
        (_edit("move", "tea-house", lon=float("nan"), lat=0), "edit-bad-position"),
        (_edit("move", "tea-house", lon=True, lat=0), "edit-bad-position"),
        (_edit("move", "nowhere", lon=-31.5, lat=36.2), "edit-unknown-target"),
        (_edit("move", "keel-lane", lon=-31.5, lat=36.2), "edit-unknown-target"),
        (_edit("move", "Bad Id", lon=-31.5, lat=36.2), "edit-bad-id"),
        (_edit("move", "tea-house", lon=-31.5, lat=36.2, size=3), "edit-unknown-key"),
        (_edit("rename", "tea-house", names={}), "edit-bad-names"),
        (_edit("rename", "tea-house", names={"en": " "}), "edit-bad-text"),
        (_edit("rename", "tea-house", names={"en": "x" * 121}), "edit-bad-text"),
        (_edit("rename", "tea-house", names={"en": "a\u202eb"}), "edit-bad-text"),
        (_edit("rename", "tea-house", names={"<b>": "x"}), "edit-bad-names"),
        (_edit("rename", "veil-river", names={"en": "x"}), "edit-unknown-target"),
        (_edit("close", "tea-house"), "edit-not-a-lane"),
        (_edit("close", "quay-street"), "edit-not-a-lane"),
        (
            _edit("add", "tea-house", kind="spot", lon=-31.5, lat=36.2, names={"en": "x"}),
            "edit-target-taken",
        ),
        (_edit("add", "new-one", kind="set", lon=-31.5, lat=36.2, names={"en": "x"}), "edit-bad-kind"),
        (
            _edit("add", "new-one", kind="spot", lon=-31.5, lat=36.2, names={"en": "x"}, within="no-where"),
            "edit-unknown-reference",
        ),
        ({**_edit("close", "keel-lane"), "source": ""}, "edit-bad-text"),
        ({**_edit("close", "keel-lane"), "source": None}, "edit-missing"),
        ({**_edit("close", "keel-lane"), "source": "x" * 401}, "edit-bad-text"),
        ({**_edit("close", "keel-lane"), "date": "2026-02-30"}, "edit-bad-date"),
        ({**_edit("close", "keel-lane"), "id": "f" * 16}, "edit-unknown-key"),
    ],
)
def test_a_wrong_edit_is_refused_and_nothing_is_saved(
    edit: dict[str, Any], code: str, corrections: Corrections, harbour: Catalog
) -> None:
    """Every field is looked at, and the error is worded."""
    with pytest.raises(BacklotError) as caught:
        corrections.append(edit, 0, catalog=harbour)
    assert code == caught.value.code
    assert "(" not in str(caught.value)
    assert not corrections.path.exists()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"version": 2}', '{"version": 1, "revision": -1, "edits": []}']
)
def test_a_broken_file_is_told_and_never_overwritten(
    text: str, corrections: Corrections, harbour: Catalog
) -> None:
    """Whatever it held may still be rescued by hand."""
    corrections.path.parent.mkdir()
    corrections.path.write_text(text, "utf-8")
    with pytest.raises(DataError):
        corrections.append(_edit("close", "keel-lane"), 0, catalog=harbour)
    assert text == corrections.path.read_text("utf-8")


def test_an_edit_of_a_place_that_is_gone_is_left_out(corrections: Corrections, harbour: Catalog) -> None:
    """New data may lack what was corrected; the rest still applies."""
    overlay = corrections.append(_edit("rename", "tea-house", names={"en": "A"}), 0, catalog=harbour)
    without = Catalog(site=harbour.site, places=harbour.places[:1])
    assert 1 == len(overlay.apply(without).places)


def test_the_export_holds_what_was_corrected(corrections: Corrections, harbour: Catalog) -> None:
    """One feature a corrected place, with source and date, and hostile text as plain text."""
    hostile = "{{7*191}}</script>${x}`"
    corrections.append(_edit("rename", "tea-house", names={"en": hostile}), 0, catalog=harbour)
    corrections.append(_edit("close", "keel-lane"), 1, catalog=harbour)
    found = corrections.load().to_geojson(harbour)
    assert "FeatureCollection" == found["type"]
    assert ["tea-house", "keel-lane"] == [feature["id"] for feature in found["features"]]
    props = found["features"][0]["properties"]
    assert props["corrected"] is True
    assert ("stood there", "2026-02-01") == (props["source"], props["date"])
    assert hostile == props["name:en"]
    assert found["features"][1]["properties"]["closed"] is True
    assert found == json.loads(json.dumps(found))
