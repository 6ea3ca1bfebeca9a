"""Check: every defect gives exactly its sentence, and good data gives none."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from backlot import lang
from backlot.catalog import check_site
from backlot.catalog.check import write_canonical
from backlot.settings import shipped_geodata_dir

DEFECTS = sorted((Path(__file__).parents[1] / "cases" / "geodata").glob("*.geojson"))


def _sentences(folder: Path) -> list[str]:
    return [problem.sentence for problem in check_site(folder) if problem.code != "not-canonical"]


def test_the_made_up_town_has_no_problem(site_folder: Path) -> None:
    """Good data give no sentence at all, not even one about their form."""
    assert () == check_site(site_folder)


@pytest.mark.parametrize("path", DEFECTS, ids=lambda path: path.stem)
def test_a_defect_gives_exactly_its_sentence(path: Path, site_folder: Path) -> None:
    """The features of a defect file, put into the made-up town, are told in one sentence."""
    defect = json.loads(path.read_text("utf-8"))
    target = site_folder / defect["into"]
    collection = json.loads(target.read_text("utf-8"))
    collection["features"] += defect["features"]
    target.write_text(json.dumps(collection), "utf-8")
    assert 1 == len(defect["expected"])
    assert defect["expected"] == _sentences(site_folder)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (None, "the file is missing"),
        (b"", "the file is empty"),
        (
            b"{",
            "the text is not JSON: Expecting property name enclosed in double quotes (line 1, column 2)",
        ),
        (b'{"a": NaN}', "NaN is not a number JSON knows"),
        (b'{"a": 1e999}', "1e999 is not a number JSON knows"),
        (b'{"a": 1, "a": 2}', 'the key "a" appears twice in one object'),
        (b'{"a": "\xff"}', "the text is not UTF-8 (byte 7)"),
        (b"[" * 100_000, "brackets are nested too deep"),
        (b"[]", "the file is not a GeoJSON FeatureCollection"),
        (b'{"type": "FeatureCollection"}', "the file is not a GeoJSON FeatureCollection"),
    ],
)
def test_a_broken_file_is_named_with_its_reason(
    data: bytes | None, sentence: str, site_folder: Path
) -> None:
    """What cannot be read is told once, and the other files are still checked."""
    path = site_folder / "basemap.geojson"
    path.unlink() if data is None else path.write_bytes(data)
    assert [f"basemap.geojson: {sentence}"] == _sentences(site_folder)


@pytest.mark.parametrize(
    ("member", "value", "sentence"),
    [
        ("tz", "Atlantic/Atlantis", 'site.json (tz): "Atlantic/Atlantis" is not an IANA time zone'),
        (
            "crs",
            "EPSG:99999",
            'site.json (crs): "EPSG:99999" is not a coordinate system that is known here',
        ),
        ("name", {"en": "Harbour"}, 'site.json (name): the text is missing in "pt"'),
        ("colour", "red", "site.json (colour): this is not a known property here"),
        (
            "data",
            {"version": "one", "date": "2026-01-05"},
            "site.json (data.version): this should be a version such as 1.0.0",
        ),
    ],
)
def test_a_wrong_site_is_told(member: str, value: Any, sentence: str, site_folder: Path) -> None:
    """Each member of `site.json` is looked at."""
    path = site_folder / "site.json"
    site = json.loads(path.read_text("utf-8"))
    site[member] = value
    path.write_text(json.dumps(site), "utf-8")
    assert [sentence] == _sentences(site_folder)


def test_swapped_axes_are_told_where_a_latitude_would_be_over_90(site_folder: Path) -> None:
    """In the far east a swapped position is no position at all; it is still called swapped."""
    site = json.loads((site_folder / "site.json").read_text("utf-8"))
    site["bounds"] = [125.0, 38.0, 126.0, 39.5]
    (site_folder / "site.json").write_text(json.dumps(site), "utf-8")
    path = site_folder / "landmarks.geojson"
    collection = json.loads(path.read_text("utf-8"))
    collection["features"][0]["geometry"]["coordinates"] = [39.0, 125.5]
    path.write_text(json.dumps(collection), "utf-8")
    ident = collection["features"][0]["id"]
    told = [found for found in check_site(site_folder) if found.feature == ident]
    assert ["swapped-axes"] == [found.code for found in told]


def test_a_folder_without_files_names_every_file(tmp_path: Path) -> None:
    """An empty folder is told file by file."""
    expected = [
        "site.json",
        "studio.geojson",
        "landmarks.geojson",
        "basemap.geojson",
        "basemap-osm.geojson",
    ]
    assert [f"{name}: the file is missing" for name in expected] == _sentences(tmp_path)


def test_hostile_text_is_only_text(site_folder: Path) -> None:
    """Braces, tags and format marks in an id's place are repeated, never followed."""
    path = site_folder / "studio.geojson"
    collection = json.loads(path.read_text("utf-8"))
    collection["features"][-1]["properties"]["locale"] = "{0.__class__}{found}"
    path.write_text(json.dumps(collection), "utf-8")
    assert any("{0.__class__}{found}" in sentence for sentence in _sentences(site_folder))


def test_writing_brings_canonical_form_and_a_second_run_changes_nothing(site_folder: Path) -> None:
    """Files written anyhow are rewritten once."""
    for path in site_folder.iterdir():
        path.write_text(json.dumps(json.loads(path.read_text("utf-8")), indent=7), "utf-8")
    assert {"not-canonical"} == {problem.code for problem in check_site(site_folder)}
    assert 5 == len(write_canonical(site_folder))
    assert () == write_canonical(site_folder)
    assert () == check_site(site_folder)


def test_writing_turns_rings_and_rounds_but_loses_nothing(site_folder: Path) -> None:
    """A ring the wrong way round is turned; features it does not understand are kept."""
    path = site_folder / "studio.geojson"
    collection = json.loads(path.read_text("utf-8"))
    lot = next(raw for raw in collection["features"] if raw["id"] == "old-shipyard")
    lot["geometry"]["coordinates"][0].reverse()
    collection["features"].append("odd")
    path.write_text(json.dumps(collection), "utf-8")
    write_canonical(site_folder)
    assert "odd" == json.loads(path.read_text("utf-8"))["features"][-1]
    assert "ring-winding" not in {problem.code for problem in check_site(site_folder)}


def test_every_code_has_a_sentence() -> None:
    """No problem is worded by its bare code."""
    package = Path(__file__).parents[2] / "backlot" / "catalog"
    at = {"problem": 1, "_problem": 3, "add": 3, "wrong": 1}
    codes = set()
    for name in ("check.py", "load.py"):
        for node in ast.walk(ast.parse((package / name).read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called in at and len(node.args) > at[called]:
                code = node.args[at[called]]
                if isinstance(code, ast.Constant):
                    codes.add(code.value)
    assert len(codes) > 30
    assert set() == codes - {key.removeprefix("error.") for key in lang.catalogue("en")}


def test_the_schema_holds_for_whole_files_in_other_tools(site_folder: Path) -> None:
    """Any JSON Schema validator accepts the made-up town by the shipped schema alone."""
    from jsonschema import Draft202012Validator

    schemas = shipped_geodata_dir() / "schema"
    for name, schema in (
        ("site.json", "site"),
        *((p.name, "features") for p in site_folder.glob("*.geojson")),
    ):
        validator = Draft202012Validator(json.loads((schemas / f"{schema}.schema.json").read_text("utf-8")))
        Draft202012Validator.check_schema(validator.schema)
        assert [] == list(validator.iter_errors(json.loads((site_folder / name).read_text("utf-8"))))
