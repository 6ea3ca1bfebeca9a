"""One file that holds the whole map, and the folder for a static host."""

from __future__ import annotations

import base64
import contextlib
import gzip
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from backlot.errors import BacklotError
from backlot.takeaway.base85 import ALPHABET
from backlot.takeaway.extent import limited
from backlot.takeaway.folder import INDEX, MANIFEST, to_web, write_folder
from backlot.takeaway.make import FORMS_ALL, estimate, make
from backlot.takeaway.onefile import to_html
from tests.takeaway.made import NOTE_WORD, material, shipped

_PYTHONS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"


LEAFLET = 'href="https://leafletjs.com"'
"""In Leaflet's own source: the link of a credit that is not shown; ours is in the file's notices."""


class EnoughError(Exception):
    """The one who waits has had enough."""


@contextlib.contextmanager
def refused(code: str) -> Iterator[None]:
    """Expect an error with a code."""
    with pytest.raises(BacklotError) as raised:
        yield
    assert code == raised.value.code


def unpacked(data: bytes) -> str:
    """Return the page that a file carries."""
    found = re.search(
        r'data-bytes="(\d+)" class="packed" id="page" data-alphabet="[^"]+">([^<]+)<', data.decode()
    )
    assert found
    letters = found[2].translate(str.maketrans(ALPHABET, _PYTHONS))
    return gzip.decompress(base64.b85decode(letters)[: int(found[1])]).decode()


def json_in(page: str, name: str) -> Any:
    """Return the JSON of an element of a page."""
    found = re.search(rf'<script[^>]* id="{name}">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_same_material_gives_the_same_bytes() -> None:
    """Whoever made it can be asked for the same file again."""
    assert to_html(material()) == to_html(material())


def test_a_file_names_nothing_outside() -> None:
    """Its policy forbids it, and nothing in it wants to."""
    data = to_html(material())
    page = unpacked(data)
    for text in (data.decode(), page):
        policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
        assert policy
        assert "default-src &#x27;none&#x27;" in policy[1] or "default-src 'none'" in policy[1]
        assert "connect-src" not in policy[1]
        assert "'self'" not in policy[1]
        assert [] == re.findall(r'(?:src|href)="(?!data:)[^"#][^"]*"', text.replace(LEAFLET, ""))


@pytest.mark.parametrize(
    "form", ["html", "web", "print", "gpx", "kml", "geojson", "csv", "zip", "backlot", "svg"]
)
def test_without_notes_there_is_no_word_of_them(form: str) -> None:
    """Not in any byte, packed or not; with them there is."""
    assert NOTE_WORD not in _all_text(form, notes=False)


@pytest.mark.parametrize("form", ["html", "web", "print", "gpx", "zip", "backlot"])
def test_with_notes_they_are_there(form: str) -> None:
    """The test above would prove nothing if they never were."""
    assert NOTE_WORD in _all_text(form, notes=True)


def _all_text(form: str, *, notes: bool) -> str:
    made = make(form, material(notes=notes))
    return "\n".join(_texts(made.data, made.name))


def _texts(data: bytes, name: str) -> list[str]:
    """Return all texts of a thing: its own, and those of what is packed in it."""
    import zipfile

    if name.endswith((".zip", ".backlot")):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return [text for each in packed.namelist() for text in _texts(packed.read(each), each)]
    text = data.decode("utf-8", errors="replace")
    return [text, unpacked(data)] if 'id="page"' in text else [text]


def test_times_stay_the_same_without_notes() -> None:
    """How long a talk takes is known by its notes; without them the stay is written down."""
    with_notes, without = material(notes=True).itinerary, material(notes=False).itinerary
    assert with_notes
    assert without
    assert with_notes["total"] == without["total"]
    assert [(each["arrive"], each["leave"]) for each in with_notes["stops"]] == [
        (each["arrive"], each["leave"]) for each in without["stops"]
    ]


def test_a_file_says_what_is_in_it() -> None:
    """So that it can be checked with the network off."""
    page = unpacked(to_html(replace(material(notes=True), made="2026-11-22")))
    pack = json_in(page, "scene")["host"]["pack"]
    assert ("2026-11-22", "html", "tour", True) == (
        pack["made"],
        pack["form"],
        pack["scope"],
        pack["notes"],
    )
    assert {"en", "ko"} == set(pack["tours"][0]["notes"])
    tours = json_in(page, "tours")
    assert [each["id"] for each in pack["tours"]] == [each["id"] for each in tours]
    assert [each["stops"] for each in pack["tours"]] == [len(each["stops"]) for each in tours]
    assert json_in(page, "drawings").keys() == {name for name in pack["pictures"] if name.endswith(".svg")}


def test_one_language_leaves_no_text_of_the_other_but_names() -> None:
    """Names in Hangul are shown to a driver; all else is left out."""
    scene = json_in(unpacked(to_html(material(languages=("en",)))), "scene")
    assert ["en"] == scene["languages"] == list(scene["words"])
    assert all({"en"} == place["description"].keys() for place in scene["places"] if "description" in place)
    assert all("ko" in place["name"] for place in scene["places"])


@pytest.mark.parametrize(
    ("scope", "views"), [("studio", ["studio"]), ("tour", ["studio"]), ("atlas", ["studio", "city"])]
)
def test_a_scope_has_its_views_and_their_places(scope: str, views: list[str]) -> None:
    """What lies elsewhere stays at home."""
    kept = limited(material(scope))
    assert views == [view.id for view in kept.catalog.site.views]
    assert (scope == "atlas") == any("koryo-hotel" == place.id for place in kept.catalog.places)
    assert kept.catalog.get("ancient-korea")
    assert kept.network
    assert ("atlas" != scope) == (len(kept.network.lengths_m) < len(shipped()[2].lengths_m))


def test_a_clipped_network_walks_the_same_ways() -> None:
    """A tour keeps its times to the minute."""
    kept = limited(material("tour"))
    assert kept.plan
    assert kept.network
    whole = kept.plan.itinerary()
    assert (
        whole["total"] == replace(kept.plan, network=kept.network.placed(kept.catalog)).itinerary()["total"]
    )


def test_a_tour_takes_no_other_along() -> None:
    """Whoever gets one file for one walk gets that walk."""
    assert ["studio-90-minutes"] == [each.id for each in limited(material("tour")).tours]
    assert 1 < len(limited(material("atlas")).tours)


@pytest.mark.parametrize("form", ["html", "web"])
def test_an_estimate_is_near_the_truth(form: str) -> None:
    """Within a tenth, which is what a guide chooses by."""
    asked = material("atlas")
    made = to_html(asked) if form == "html" else b"".join(to_web(asked).values())
    assert pytest.approx(len(made), rel=0.1) == sum(part.bytes for part in estimate(form, asked))


@pytest.mark.parametrize("form", FORMS_ALL)
def test_whoever_has_enough_ends_the_work(form: str) -> None:
    """What the listener raises comes out, and nothing else happens."""

    def stop(_stage: str, _done: int, _count: int) -> None:
        raise EnoughError

    with pytest.raises(EnoughError):
        make(form, material(), stop)


def test_a_picture_that_vanished_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file with a hole in it would be found in front of a group."""
    asked = material()
    monkeypatch.setattr(type(asked.library), "open", lambda _self, _name: None)
    with refused("take-picture-gone"):
        to_html(asked)


def test_the_folder_is_an_installable_app() -> None:
    """Every file the manifest and the worker name is there."""
    files = to_web(material())
    manifest = json.loads(files[MANIFEST])
    for icon in manifest["icons"]:
        width = Image.open(io.BytesIO(files[icon["src"]])).width
        assert f"{width}x{width}" == icon["sizes"]
    listed = re.search(r"const FILES = (\[.*?\]);", files["sw.js"].decode())
    assert listed
    assert {"./", *files} - {INDEX, "sw.js"} == set(json.loads(listed[1]))


def test_the_worker_changes_with_the_content_alone() -> None:
    """A new version is taken because it is one, and no other."""
    first, again = to_web(material()), to_web(material())
    other = to_web(replace(material(), made="2030-01-01"))
    assert first["sw.js"] == again["sw.js"] != other["sw.js"]


def test_a_folder_is_written_whole(tmp_path: Path) -> None:
    """Over one of its own, and again."""
    out = tmp_path / "map"
    for _ in range(2):
        write_folder(out, material())
        assert (out / INDEX).is_file()
        assert (out / "pictures").is_dir()
    assert ["map"] == [each.name for each in tmp_path.iterdir()]


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path: Path) -> None:
    """And the sentence says which."""
    (tmp_path / "thesis.txt").write_text("years of work", "utf-8")
    with refused("export-folder-taken"):
        write_folder(tmp_path, material())
    assert ["thesis.txt"] == [each.name for each in tmp_path.iterdir()]


def test_a_folder_that_cannot_be_moved_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Either the whole new one is there, or the old one."""
    out = tmp_path / "map"
    write_folder(out, material())
    before = (out / "sw.js").read_bytes()
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with refused("export-not-allowed"):
        write_folder(out, replace(material(), made="2030-01-01"))
    assert before == (out / "sw.js").read_bytes()
    assert ["map"] == [each.name for each in tmp_path.iterdir()]
