"""`check` finds every fault of the films, and says it in a sentence."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from backlot import lang
from backlot.catalog import Catalog
from backlot.check import check_folder
from backlot.films import check_films
from backlot.films.check import write_canonical
from backlot.films.model import CLAIMED, FIRST_YEAR, KINDS, LAST_YEAR, STATUSES, STRENGTHS, TOPICS
from backlot.settings import shipped_geodata_dir
from tests.films.made import BAD, film, link, told, write
from tests.support.server import ROOT
from tests.support.sites import HARBOUR

# what a schema cannot know: which places there are, what is twice, what runs backwards, what cannot be seen
BEYOND_FORM = {"unknown-place", "film-backwards", "film-hidden-letters"}


def _schema() -> jsonschema.Draft202012Validator:
    path = shipped_geodata_dir() / "schema" / "films.schema.json"
    return jsonschema.Draft202012Validator(json.loads(path.read_text("utf-8")))


def test_films_that_are_right_have_no_problem(tmp_path: Path, harbour: Catalog) -> None:
    """Nor has a site without any."""
    assert () == check_films(tmp_path, harbour)
    assert () == check_films(write(tmp_path, film(), **told()), harbour)


@pytest.mark.parametrize("fault", BAD)
def test_every_fault_is_found(fault: str, tmp_path: Path, harbour: Catalog) -> None:
    """The sentence names the file, the film and the member."""
    spoiled, path, code = BAD[fault]
    (problem,) = check_films(write(tmp_path, spoiled), harbour)
    assert (path, code) == (problem.property, problem.code)
    named = '"tea-at-noon"' if "id" not in fault and "object" not in fault else "feature 1"
    assert problem.sentence.startswith(f"films.json: {named}")


@pytest.mark.parametrize(
    "spoiled",
    [
        film(title={"en": "Tea at Noon"}),
        film(links=[link(note={"en": "By the window"})]),
        film(claims=[{"property": "year", "value": {"en": "about 1930"}, "source": "Ann"}]),
    ],
)
def test_a_text_missing_in_a_language_is_found(
    spoiled: dict[str, object], tmp_path: Path, harbour: Catalog
) -> None:
    """Every text of what ships is there in every language of the site."""
    (problem,) = check_films(write(tmp_path, spoiled), harbour)
    assert "language-missing" == problem.code
    assert {"lang": "pt"} == dict(problem.values)


def test_another_form_is_told_and_written(tmp_path: Path, harbour: Catalog) -> None:
    """It is allowed; `--write` brings the canonical one, and a second run changes nothing."""
    path = write(tmp_path, film()) / "films.json"
    canonical = path.read_bytes()
    path.write_text(json.dumps(json.loads(canonical)), "utf-8")
    (problem,) = check_films(tmp_path, harbour)
    assert ("problematic", "not-canonical") == (problem.grade, problem.code)
    assert ("films.json",) == write_canonical(tmp_path)
    assert canonical == path.read_bytes()
    assert () == write_canonical(tmp_path)


def test_a_file_that_is_no_json_is_left_alone(tmp_path: Path) -> None:
    """Nobody can say what it should have been."""
    (tmp_path / "films.json").write_text("{", "utf-8")
    assert () == write_canonical(tmp_path)
    assert "{" == (tmp_path / "films.json").read_text("utf-8")


def test_the_check_of_a_folder_looks_at_its_films(tmp_path: Path) -> None:
    """One fault of a film fails the whole folder."""
    folder = Path(shutil.copytree(HARBOUR, tmp_path / "site"))
    assert "films.json" not in {problem.file for problem in check_folder(folder)}
    write(folder, film(links=[link(place="atlantis")]))
    assert ["unknown-place"] == [each.code for each in check_folder(folder) if each.file == "films.json"]


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    """On its output, and with its status."""
    folder = Path(shutil.copytree(HARBOUR, tmp_path / "site"))
    write(folder, film(links=[link(place="atlantis")]))
    command = [sys.executable, "-m", "backlot", "check", str(folder / "films.json")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert 1 == done.returncode
    assert 'films.json: "tea-at-noon" (links[0].place): there is no place "atlantis"' in done.stdout


def test_the_schema_accepts_what_is_right() -> None:
    """With all that may stand beside the films."""
    schema = _schema()
    schema.check_schema(schema.schema)
    schema.validate({"version": 1, "films": [film(), film(year=None)], **told()})


@pytest.mark.parametrize("fault", BAD)
def test_the_schema_and_the_check_agree(fault: str) -> None:
    """What the one refuses for its form, the other refuses too."""
    spoiled, _, code = BAD[fault]
    is_fine = _schema().is_valid({"version": 1, "films": [spoiled]})
    assert is_fine == (code in BEYOND_FORM and fault != "place no text")


def test_the_schema_knows_the_same_words() -> None:
    """Kinds, strengths, topics, and all other lists of words."""
    schema = _schema().schema
    film_members = schema["$defs"]["film"]["properties"]
    year = schema["$defs"]["years"]["properties"]["from"]
    assert list(KINDS) == film_members["kind"]["enum"]
    assert list(STRENGTHS) == film_members["links"]["items"]["properties"]["strength"]["enum"]
    assert list(CLAIMED) == schema["$defs"]["claims"]["items"]["properties"]["property"]["enum"]
    assert list(TOPICS) == schema["properties"]["practical"]["items"]["properties"]["topic"]["enum"]
    assert list(STATUSES) == schema["properties"]["signs"]["items"]["properties"]["status"]["enum"]
    assert (FIRST_YEAR, LAST_YEAR) == (year["minimum"], year["maximum"])


@pytest.mark.parametrize("code", lang.languages())
def test_every_fault_and_claim_is_worded(code: str) -> None:
    """A code without a sentence would be spelt out."""
    words = lang.catalogue(code)
    assert [] == sorted({each for _, _, each in BAD.values() if f"error.{each}" not in words})
    assert [] == [each for each in CLAIMED if f"claim.{each}" not in words]
