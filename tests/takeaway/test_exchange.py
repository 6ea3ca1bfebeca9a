"""The `.backlot` file: everything comes over, conflicts are shown, hostile files change nothing."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import stat
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from backlot import lang
from backlot.catalog import Catalog, load_site
from backlot.errors import BacklotError, ConflictError, DataError
from backlot.pictures import Defaults, Store, add_files, load_library
from backlot.pictures.sizes import make_sizes
from backlot.takeaway import exchange, exchange_unpack
from backlot.takeaway.bare import is_bare
from backlot.takeaway.exchange import to_backlot
from backlot.takeaway.exchange_read import Decisions, Taken, accept, look
from backlot.takeaway.exchange_unpack import read_backlot
from backlot.takeaway.material import ATLAS, Choice, Material, gather
from backlot.tours import Tour, TourStop, TourStore
from tests.pictures.conftest import gps_of, photograph
from tests.support.sites import HARBOUR, copy_of

NOTES = {"en": "Mind the step.", "ko": "계단 조심."}
WALK = Tour(
    id="my-walk",
    name={"en": "My walk", "ko": "나의 길"},
    tz="Asia/Pyongyang",
    stops=(TourStop("tea-house", notes=NOTES, sources=("Ann",)), TourStop("east-gate", dwell_min=5)),
)


@pytest.fixture(scope="module")
def harbour() -> Catalog:
    """Return the made-up harbour town."""
    return load_site(HARBOUR)


@pytest.fixture(scope="module")
def sender(tmp_path_factory: pytest.TempPathFactory, harbour: Catalog) -> Path:
    """Return the folder of a colleague with a photograph, a panorama, and one of a place not visited."""
    home = tmp_path_factory.mktemp("sender")
    grain = Image.effect_noise((2400, 1600), 60).convert("RGB")
    file = BytesIO()
    grain.save(file, "JPEG", quality=80)
    for name, data, place, kind in (
        ("quay.jpg", file.getvalue(), "tea-house", None),
        ("wide.jpg", photograph("#446688", (3000, 1000)), "east-gate", "panorama"),
        ("else.jpg", photograph("#226622"), "ferry-stairs", None),
    ):
        told = Defaults(credit="Ann", place=place, kind=kind)
        report = add_files([(name, BytesIO(data))], catalog=harbour, home=home, defaults=told)
        assert 1 == len(report.added)
    return home


def _material(home: Path, catalog: Catalog, tours: tuple[Tour, ...] = (WALK,), **choice: Any) -> Material:
    wanted = Choice(**{"notes": True, "photographs": "full", "languages": ("en",), **choice})
    return gather(wanted, catalog, load_library(HARBOUR, home, catalog), None, tours)


@pytest.fixture(scope="module")
def file(sender: Path, harbour: Catalog) -> bytes:
    """Return a whole file: one tour with notes, two photographs."""
    return to_backlot(_material(sender, harbour))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return the folder of whoever opens it; it does not exist yet."""
    return tmp_path / "home"


def _names(data: bytes) -> set[str]:
    with zipfile.ZipFile(BytesIO(data)) as packed:
        return set(packed.namelist())


def _sizes(data: bytes) -> set[str]:
    return {name.rpartition("-")[2] for name in _names(data) if name.endswith(".jpg")}


def _seen(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder that are not hidden; locks are."""
    paths = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _states(data: bytes, home: Path, geodata: Path = HARBOUR) -> list[str]:
    return [each.state for each in look(data, home, geodata).tours]


def test_a_file_holds_the_tours_and_the_photographs_of_their_places(file: bytes) -> None:
    """The panorama with its fourth size; not the photograph of a place the tour does not come to."""
    found = _names(file)
    assert {"manifest.json", "pictures.json", "tours/my-walk.json"} == {
        name for name in found if not name.startswith("pictures/")
    }
    assert 7 == len([name for name in found if name.startswith("pictures/files/")])
    with zipfile.ZipFile(BytesIO(file)) as packed:
        manifest = json.loads(packed.read("manifest.json"))
    assert ("backlot", 1, "velado-harbour") == (manifest["format"], manifest["version"], manifest["site"])
    assert {"version": "0.3.1", "date": "2026-01-05"} == manifest["data"]


def test_the_same_material_gives_the_same_bytes(file: bytes, sender: Path, harbour: Catalog) -> None:
    """However often it was saved before."""
    again = replace(WALK, revision=7)
    assert file == to_backlot(_material(sender, harbour, (again,)))


@pytest.mark.parametrize(
    ("photographs", "expected"),
    [
        ("none", set()),
        ("thumb", {"thumb.jpg"}),
        ("stop", {"thumb.jpg", "stop.jpg"}),
        ("full", {"thumb.jpg", "stop.jpg", "full.jpg", "wide.jpg"}),
    ],
)
def test_only_the_sizes_chosen_go(
    photographs: str, expected: set[str], sender: Path, harbour: Catalog, home: Path
) -> None:
    """And what there is of them can be opened."""
    data = to_backlot(_material(sender, harbour, photographs=photographs))
    assert expected == _sizes(data)
    assert (0 if photographs == "none" else 2) == accept(look(data, home, HARBOUR), Decisions()).pictures


def test_the_whole_atlas_takes_all_photographs_and_no_tour(sender: Path, harbour: Catalog) -> None:
    """To hand on pictures alone."""
    contents = read_backlot(to_backlot(_material(sender, harbour, (), scope=ATLAS)))
    assert (0, 3) == (len(contents.tours), len(contents.pictures))


def test_without_notes_no_word_of_them_is_in_the_bytes(sender: Path, harbour: Catalog) -> None:
    """Nor of where they come from; unpacked, too."""
    data = to_backlot(_material(sender, harbour, notes=False))
    with zipfile.ZipFile(BytesIO(data)) as packed:
        text = data + b"".join(packed.read(name) for name in packed.namelist())
    assert [] == [each for each in ("Mind the step.", "계단 조심.") if each.encode() in text]
    assert b'"sources"' not in text


def test_what_a_picture_shows_comes_over_whole(file: bytes, sender: Path, home: Path) -> None:
    """Records and files are those of the sender, byte by byte, and can be shown."""
    taken = accept(look(file, home, HARBOUR), Decisions())
    assert ({"my-walk"}, 2) == ({each.saved_as for each in taken.tours}, taken.pictures)
    assert replace(WALK, revision=1) == TourStore.of_home(home).load("my-walk")
    sent = _seen(sender)
    came = {name: data for name, data in _seen(home).items() if name.startswith("pictures/files/")}
    assert came.items() <= sent.items()
    library = load_library(HARBOUR, home, load_site(HARBOUR))
    assert () == library.problems
    ids = [each.id for place in ("tea-house", "east-gate") for each in library.of(place)]
    records = Store.of_home(sender).load()
    assert [records.get(each) for each in ids] == [library.get(each) for each in ids]


def test_looking_writes_nothing(file: bytes, home: Path) -> None:
    """Not even a folder."""
    looked = look(file, home, HARBOUR).plain()
    assert ["new"] == [each["state"] for each in looked["tours"]]
    assert {"new": 2, "same": 0, "differs": 0} == looked["pictures"]
    json.dumps(looked)
    assert not home.exists()


def test_what_was_taken_is_the_same_the_second_time(file: bytes, home: Path) -> None:
    """Nothing is left to do, and nothing is saved again."""
    accept(look(file, home, HARBOUR), Decisions())
    before = _seen(home)
    looked = look(file, home, HARBOUR)
    assert (["same"], 2) == ([each.state for each in looked.tours], looked.count("same"))
    assert Taken() == accept(looked, Decisions({"my-walk": "theirs"}, "theirs"))
    assert before == _seen(home)


def test_a_sender_sees_that_all_is_his_own(file: bytes, sender: Path) -> None:
    """Pictures at least: his tour was not saved."""
    assert 2 == look(file, sender, HARBOUR).count("same")


def test_a_tour_that_ships_is_compared_too(file: bytes, home: Path, tmp_path: Path) -> None:
    """One that was changed is saved as the user's own; the shipped one shows again when it is deleted."""
    geodata = copy_of(HARBOUR, tmp_path / "site")
    (geodata / "tours").mkdir()
    path = geodata / "tours" / "my-walk.json"
    path.write_text(WALK.text(), "utf-8")
    assert ["same"] == _states(file, home, geodata)
    path.write_text(replace(WALK, pace_kmh=2).text(), "utf-8")
    looked = look(file, home, geodata)
    assert [("differs", False)] == [(each.state, each.is_own) for each in looked.tours]
    taken = accept(looked, Decisions({"my-walk": "theirs"}))
    assert [("my-walk", None)] == [(each.saved_as, each.kept_as) for each in taken.tours]
    assert WALK.pace_kmh == TourStore.of_home(home).load("my-walk").pace_kmh


def test_theirs_takes_the_place_of_mine_which_can_be_restored(file: bytes, home: Path) -> None:
    """The revision goes on, so that a page still open on mine gets a choice."""
    store = TourStore.of_home(home)
    mine = store.save(replace(WALK, pace_kmh=2))
    assert [] == list(accept(look(file, home, HARBOUR), Decisions()).tours)
    assert mine == store.load("my-walk")
    (taken,) = accept(look(file, home, HARBOUR), Decisions({"my-walk": "theirs"})).tours
    assert replace(WALK, revision=2) == store.load("my-walk")
    assert ("my-walk-2",) == store.deleted() == (taken.kept_as,)
    store.restore("my-walk-2")
    assert replace(mine, id="my-walk-2") == store.load("my-walk-2")


def test_both_saves_theirs_as_a_copy(file: bytes, home: Path) -> None:
    """Mine is not touched."""
    store = TourStore.of_home(home)
    mine = store.save(replace(WALK, pace_kmh=2))
    (taken,) = accept(look(file, home, HARBOUR), Decisions({"my-walk": "both"})).tours
    assert ("my-walk-2", None) == (taken.saved_as, taken.kept_as)
    assert (mine, WALK.stops) == (store.load("my-walk"), store.load("my-walk-2").stops)


def test_a_file_without_notes_does_not_cost_mine(sender: Path, harbour: Catalog, home: Path) -> None:
    """It is the same as mine without them; a changed one is taken, and my notes stay on its stops."""
    store = TourStore.of_home(home)
    store.save(WALK)
    bare = to_backlot(_material(sender, harbour, notes=False))
    assert ["same"] == _states(bare, home)
    turned = replace(WALK, stops=WALK.stops[::-1])
    changed = to_backlot(_material(sender, harbour, (turned,), notes=False))
    accept(look(changed, home, HARBOUR), Decisions({"my-walk": "theirs"}))
    stops = store.load("my-walk").stops
    assert [("east-gate", {}), ("tea-house", NOTES)] == [(each.id, dict(each.notes)) for each in stops]
    assert ("Ann",) == stops[1].sources


def test_a_tour_saved_since_it_was_looked_at_is_a_conflict(file: bytes, home: Path) -> None:
    """Nothing was changed, not even a picture."""
    store = TourStore.of_home(home)
    mine = store.save(replace(WALK, pace_kmh=2))
    looked = look(file, home, HARBOUR)
    store.save(replace(mine, pace_kmh=3))
    before = _seen(home)
    with pytest.raises(ConflictError) as caught:
        accept(looked, Decisions({"my-walk": "theirs"}))
    assert "tour-conflict" == caught.value.code
    assert before == _seen(home)


def test_a_damaged_tour_of_mine_is_not_written_over(file: bytes, home: Path) -> None:
    """It differs, cannot be replaced, and theirs can be had as a copy."""
    path = home / "tours" / "my-walk.json"
    path.parent.mkdir(parents=True)
    path.write_text("{")
    looked = look(file, home, HARBOUR)
    assert [("differs", None)] == [(each.state, each.mine) for each in looked.tours]
    with pytest.raises(DataError) as caught:
        accept(looked, Decisions({"my-walk": "theirs"}))
    assert "tour-damaged" == caught.value.code
    accept(looked, Decisions({"my-walk": "both"}))
    assert "{" == path.read_text()
    assert WALK.name == TourStore.of_home(home).load("my-walk-2").name


def test_a_picture_described_otherwise_differs(file: bytes, home: Path) -> None:
    """Mine stays unless theirs are wanted; its files are there once."""
    accept(look(file, home, HARBOUR), Decisions())
    store = Store.of_home(home)
    (quay, *_) = [each for each in store.load().pictures if each.kind == "photo"]
    store.change(quay.id, {"credit": "Bo"})
    files = {name for name in _seen(home) if name.endswith(".jpg")}
    assert 1 == look(file, home, HARBOUR).count("differs")
    for side, credit in (("mine", "Bo"), ("theirs", "Ann")):
        accept(look(file, home, HARBOUR), Decisions(pictures=side))
        found = store.load().get(quay.id)
        assert found is not None
        assert credit == found.credit
    assert files == {name for name in _seen(home) if name.endswith(".jpg")}


def test_a_picture_i_deleted_comes_back_only_when_asked_for(file: bytes, home: Path) -> None:
    """Deleting was a decision, too."""
    accept(look(file, home, HARBOUR), Decisions())
    store = Store.of_home(home)
    ident = store.load().pictures[0].id
    store.delete(ident)
    accept(look(file, home, HARBOUR), Decisions())
    assert store.load().pictures[0].deleted
    accept(look(file, home, HARBOUR), Decisions(pictures="theirs"))
    assert not store.load().pictures[0].deleted


def test_a_smaller_size_does_not_take_the_place_of_a_larger(
    file: bytes, sender: Path, harbour: Catalog, home: Path
) -> None:
    """And a larger one does take that of a smaller; no file is ever written over."""
    small = to_backlot(_material(sender, harbour, photographs="thumb"))
    accept(look(small, home, HARBOUR), Decisions())
    first = {name: data for name, data in _seen(home).items() if name.endswith(".jpg")}
    assert 2 == look(small, home, HARBOUR).count("same")
    assert [320, 320] == [each.width for each in Store.of_home(home).load().pictures]
    assert 2 == look(file, home, HARBOUR).count("new")
    accept(look(file, home, HARBOUR), Decisions())
    assert first.items() <= _seen(home).items()
    sent = {each.id: each for each in Store.of_home(sender).load().pictures}
    came = Store.of_home(home).load().pictures
    assert [sent[each.id] for each in came] == list(came)
    assert 2 == look(small, home, HARBOUR).count("same")


def test_a_larger_picture_is_no_way_to_change_mine(
    file: bytes, sender: Path, harbour: Catalog, home: Path
) -> None:
    """It differs where mine is whole, or is described otherwise; nothing is replaced unasked."""
    accept(look(file, home, HARBOUR), Decisions())
    store = Store.of_home(home)
    (quay, *_) = [each for each in store.load().pictures if each.kind == "photo"]
    store.change(quay.id, {"width": 900, "height": 600})
    assert 1 == look(file, home, HARBOUR).count("differs")
    small = to_backlot(_material(sender, harbour, photographs="thumb"))
    other = home / "other"
    accept(look(small, other, HARBOUR), Decisions())
    Store.of_home(other).change(quay.id, {"credit": "Bo"})
    found = look(file, other, HARBOUR)
    assert (1, 1) == (found.count("differs"), found.count("new"))


def test_a_file_of_the_name_with_other_content_stays(file: bytes, home: Path) -> None:
    """Theirs get another name."""
    name = next(name for name in _names(file) if name.endswith("-stop.jpg"))
    (home / name).parent.mkdir(parents=True)
    (home / name).write_bytes(b"mine")
    accept(look(file, home, HARBOUR), Decisions())
    assert b"mine" == (home / name).read_bytes()
    library = load_library(HARBOUR, home, load_site(HARBOUR))
    assert 2 == len([each for each in library.pictures if not each.shipped])


def test_a_picture_taken_of_small_ones_can_be_handed_on(
    sender: Path, harbour: Catalog, home: Path, tmp_path: Path
) -> None:
    """A third person has what the second has."""
    small = to_backlot(_material(sender, harbour, photographs="stop"))
    accept(look(small, home, HARBOUR), Decisions())
    again = to_backlot(_material(home, harbour))
    accept(look(again, tmp_path / "third", HARBOUR), Decisions())
    pictures = [Store.of_home(each).load().pictures for each in (home, tmp_path / "third")]
    assert pictures[0] == pictures[1]
    assert 2 == look(small, tmp_path / "third", HARBOUR).count("same")


def test_unknown_places_are_named(sender: Path, harbour: Catalog, home: Path) -> None:
    """The tour is taken with them; the program shows what it knows."""
    tour = replace(WALK, stops=(*WALK.stops, TourStop("moon-base")), closed=("mars-canal",))
    looked = look(to_backlot(_material(sender, harbour, (tour,))), home, HARBOUR)
    assert ("mars-canal", "moon-base") == looked.unknown
    accept(looked, Decisions())
    assert "moon-base" == TourStore.of_home(home).load("my-walk").stops[2].id


@pytest.mark.parametrize(
    "decisions", [Decisions({"moon": "theirs"}), Decisions({"my-walk": "all"}), Decisions(pictures="both")]
)
def test_a_decision_that_is_none_is_refused(decisions: Decisions, file: bytes, home: Path) -> None:
    """Before anything is written."""
    with pytest.raises(DataError) as caught:
        accept(look(file, home, HARBOUR), decisions)
    assert "exchange-decision" == caught.value.code
    assert not home.exists()


def test_a_file_of_another_site_is_refused(file: bytes, home: Path, tmp_path: Path) -> None:
    """Its places are not on this map."""
    geodata = copy_of(HARBOUR, tmp_path / "site")
    site = json.loads((geodata / "site.json").read_text("utf-8"))
    (geodata / "site.json").write_text(json.dumps({**site, "id": "elsewhere"}), "utf-8")
    with pytest.raises(DataError) as caught:
        look(file, home, geodata)
    assert ("exchange-other-site", "velado-harbour") == (caught.value.code, caught.value.values["found"])


# --- disks and other mishaps


def _file_of(home: Path, material: Material, size: str) -> Path:
    """Return the file of a photograph that goes in."""
    picture = material.library.of("tea-house")[0]
    return home / "pictures" / "files" / material.library.name(picture, size)


def test_a_picture_that_vanished_ends_the_work_with_a_sentence(
    sender: Path, harbour: Catalog, tmp_path: Path
) -> None:
    """Nothing is given out."""
    home = shutil.copytree(sender, tmp_path / "copy")
    material = _material(home, harbour)
    _file_of(home, material, "stop").unlink()
    with pytest.raises(BacklotError) as caught:
        to_backlot(material)
    assert "take-picture-gone" == caught.value.code


def test_a_picture_with_more_in_it_than_a_picture_is_not_given_out(
    sender: Path, harbour: Catalog, tmp_path: Path
) -> None:
    """Somebody put it into the folder by hand, with where it was taken."""
    home = shutil.copytree(sender, tmp_path / "copy")
    material = _material(home, harbour)
    _file_of(home, material, "thumb").write_bytes(photograph(size=(320, 200), gps=gps_of(1, 2)))
    with pytest.raises(DataError) as caught:
        to_backlot(material)
    assert "exchange-bad-picture" == caught.value.code


def test_progress_can_end_the_work(sender: Path, harbour: Catalog) -> None:
    """What is told goes up to the whole; what the listener raises comes out."""
    told: list[tuple[str, int, int]] = []
    to_backlot(_material(sender, harbour), lambda *step: told.append(step))
    assert ("pictures", 2, 2) in told
    assert told[-1][0] == "packing"
    assert told[-1][1] == told[-1][2]

    def cancel(stage: str, done: int, count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        to_backlot(_material(sender, harbour), cancel)


def _full_after(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    """Let the disk be full from the next but `count` file on."""
    sync, left = os.fsync, [count * 2]

    def full(handle: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(handle)

    monkeypatch.setattr(os, "fsync", full)


@pytest.mark.parametrize("count", range(8))
def test_a_disk_that_is_full_among_pictures_changes_nothing(
    count: int, file: bytes, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seven files and their records: whichever fails, none of them is left."""
    looked = look(file, home, HARBOUR)
    _full_after(monkeypatch, count)
    with pytest.raises(BacklotError) as caught:
        accept(looked, Decisions())
    assert "export-disk-full" == caught.value.code
    assert {} == _seen(home)


def test_what_was_saved_before_a_disk_was_full_is_said(
    file: bytes, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pictures are whole; taking it again brings the tour."""
    looked = look(file, home, HARBOUR)
    _full_after(monkeypatch, 8)
    with pytest.raises(BacklotError) as caught:
        accept(looked, Decisions())
    assert ("exchange-partly", 2, []) == (
        caught.value.code,
        caught.value.values["pictures"],
        caught.value.values["taken"],
    )
    monkeypatch.undo()
    assert ["my-walk"] == [each.id for each in accept(look(file, home, HARBOUR), Decisions()).tours]


def test_a_replacement_that_fails_leaves_mine(
    file: bytes, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old tour is the tour."""
    accept(look(file, home, HARBOUR), Decisions())
    store = TourStore.of_home(home)
    mine = store.save(replace(store.load("my-walk"), pace_kmh=2))
    looked = look(file, home, HARBOUR)
    # its copy is kept first
    _full_after(monkeypatch, 1)
    with pytest.raises(BacklotError) as caught:
        accept(looked, Decisions({"my-walk": "theirs"}))
    assert "export-disk-full" == caught.value.code
    monkeypatch.undo()
    assert (mine,) == store.list().tours


# --- hostile files


def _unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _listed(members: dict[str, bytes], **changes: Any) -> dict[str, Any]:
    """Return the manifest of a file with its list as the members are."""
    manifest = json.loads(members["manifest.json"])
    manifest["files"] = [
        {"path": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in members.items()
        if name != "manifest.json"
    ]
    return {**manifest, **changes}


def _packed(entries: list[tuple[Any, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", method) as packed:
        warnings.simplefilter("ignore")
        for name, data in entries:
            packed.writestr(name, data)
    return file.getvalue()


def _remade(data: bytes, more: dict[str, bytes] | None = None, /, **changes: Any) -> bytes:
    """Return a file with other members, listed as they are, and other members of the manifest."""
    members = _unpacked(data) | (more or {})
    members["manifest.json"] = json.dumps(_listed(members, **changes)).encode()
    return _packed(list(members.items()))


def _tour(data: bytes, text: str | bytes) -> bytes:
    return _remade(data, {"tours/my-walk.json": text.encode() if isinstance(text, str) else text})


def _record(data: bytes, **changes: Any) -> bytes:
    records = json.loads(_unpacked(data)["pictures.json"])
    records["pictures"][0] |= changes
    return _remade(data, {"pictures.json": json.dumps(records).encode()})


def _picture(data: bytes, picture: bytes, size: str = "thumb") -> bytes:
    name = sorted(name for name in _unpacked(data) if name.endswith(f"-{size}.jpg"))[0]
    return _remade(data, {name: picture})


def _special(data: bytes, mode: int) -> bytes:
    info = zipfile.ZipInfo("tours/my-walk.json")
    info.external_attr = (mode | 0o777) << 16
    members = _unpacked(data)
    content = members.pop("tours/my-walk.json")
    return _packed([*members.items(), (info, content)])


def _locked(data: bytes) -> bytes:
    found = bytearray(data)
    found[found.rfind(b"PK\x01\x02") + 8] |= 1
    return bytes(found)


def _twice(data: bytes) -> bytes:
    members = _unpacked(data)
    return _packed([*members.items(), ("tours/my-walk.json", members["tours/my-walk.json"])])


def _lying(data: bytes) -> bytes:
    """Say that a member unpacks to less than it does."""
    big = _remade(data, {"tours/my-walk.json": b" " * 1000})
    wanted, said = (1000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    return big.replace(wanted, said)


def _bomb(data: bytes) -> bytes:
    """Return what is small, and would be large, though no member of it alone is."""
    manifest = _unpacked(data)["manifest.json"]
    return _packed(
        [("manifest.json", manifest), *((f"tours/{at}.json", bytes(15 * 2**20)) for at in "abc")]
    )


def _jpeg(size: tuple[int, int] = (100, 80), mode: str = "RGB", **saved: Any) -> bytes:
    file = BytesIO()
    Image.new(mode, size, "#446688").save(file, "JPEG", **saved)
    return file.getvalue()


def _noise() -> bytes:
    file = BytesIO()
    Image.effect_noise((320, 320), 90).convert("RGB").save(file, "JPEG", quality=95)
    return file.getvalue()


DEEP = "[" * 100_000 + "]" * 100_000
HOSTILE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "nothing": (lambda _: b"", "zip-not-whole"),
    "no ZIP": (lambda _: b"hello" * 100, "zip-not-whole"),
    "a picture": (lambda _: photograph(), "zip-not-whole"),
    "a ZIP of another": (lambda _: _packed([("a.txt", b"x")]), "exchange-foreign"),
    "a backup": (lambda data: _remade(data, format="backlot-backup"), "exchange-foreign"),
    "a manifest that is a list": (lambda _: _packed([("manifest.json", b"[]")]), "exchange-foreign"),
    "a newer version": (lambda data: _remade(data, version=2), "exchange-version"),
    "a version that is true": (lambda data: _remade(data, version=True), "exchange-version"),
    "a manifest with more": (lambda data: _remade(data, more=1), "exchange-damaged"),
    "a manifest without a site": (lambda data: _remade(data, site=None), "exchange-damaged"),
    "data of no day": (
        lambda data: _remade(data, data={"version": "1", "date": "soon"}),
        "exchange-damaged",
    ),
    "sizes there are none of": (lambda data: _remade(data, photographs="huge"), "exchange-damaged"),
    "sizes that are a list": (lambda data: _remade(data, photographs=[]), "exchange-damaged"),
    "a list that is none": (lambda data: _remade(data, files={}), "exchange-damaged"),
    "a list of what is none": (lambda data: _remade(data, files=["a"]), "exchange-damaged"),
    "cut": (lambda data: data[:-40], "zip-not-whole"),
    "half": (lambda data: data[: len(data) // 2], "zip-not-whole"),
    "a way up": (lambda data: _remade(data, {"../evil.json": b"x"}), "zip-name"),
    "a way up within": (lambda data: _remade(data, {"tours/../../evil.json": b"x"}), "zip-name"),
    "an absolute name": (lambda data: _remade(data, {"/etc/evil": b"x"}), "zip-name"),
    "a backslash": (lambda data: _remade(data, {"tours\\..\\evil": b"x"}), "zip-name"),
    "a drive": (lambda data: _remade(data, {"C:evil": b"x"}), "zip-name"),
    "a device": (lambda data: _remade(data, {"tours/aux.json": b"x"}), "zip-name"),
    "a hidden file": (lambda data: _remade(data, {".bashrc": b"x"}), "zip-name"),
    "a link": (lambda data: _special(data, stat.S_IFLNK), "zip-link"),
    "a pipe": (lambda data: _special(data, stat.S_IFIFO), "zip-link"),
    "a folder": (lambda data: _packed([*_unpacked(data).items(), ("tours/x/", b"")]), "zip-link"),
    "a password": (_locked, "zip-packing"),
    "one name twice": (_twice, "zip-twice"),
    "a and A": (lambda data: _remade(data, {"tours/MY-WALK.json": b"{}"}), "zip-twice"),
    "a file that is a folder too": (lambda data: _remade(data, {"tours": b"{}"}), "zip-twice"),
    "another packing": (
        lambda data: _packed([*_unpacked(data).items()], zipfile.ZIP_BZIP2),
        "zip-packing",
    ),
    "a bomb": (_bomb, "zip-too-large"),
    "a large member": (
        lambda _: _packed([("manifest.json", b"{}"), ("tours/a.json", bytes(17 * 2**20))]),
        "zip-too-large",
    ),
    "a size that lies": (_lying, "zip-not-whole"),
    "a member too many": (lambda data: _remade(data, {"run.exe": b"x"}), "exchange-unknown-member"),
    "a page": (lambda data: _remade(data, {"tours/index.html": b"x"}), "exchange-damaged"),
    "a picture of none": (
        lambda data: _remade(data, {f"pictures/files/{'0' * 16}-stop.jpg": _jpeg()}),
        "exchange-unknown-member",
    ),
    "a member that is not listed": (
        lambda data: _packed([*_unpacked(data).items(), ("tours/extra.json", b"{}")]),
        "exchange-unknown-member",
    ),
    "a member that is listed and not there": (
        lambda data: _packed([pair for pair in _unpacked(data).items() if "tours" not in pair[0]]),
        "exchange-damaged",
    ),
    "another content": (
        lambda data: _packed([*(_unpacked(data) | {"tours/my-walk.json": b"{}"}).items()]),
        "exchange-damaged",
    ),
    "a tour that is no JSON": (lambda data: _tour(data, "{"), "exchange-damaged"),
    "a number that is none": (
        lambda data: _tour(data, '{"version": NaN, "id": "my-walk"}'),
        "exchange-damaged",
    ),
    "a key twice": (
        lambda data: _tour(data, WALK.text().replace('"tz"', '"tz": "UTC", "tz"')),
        "exchange-damaged",
    ),
    "brackets without end": (lambda data: _tour(data, DEEP), "exchange-damaged"),
    "not UTF-8": (lambda data: _tour(data, b'{"id": "\xff"}'), "exchange-damaged"),
    "a tour that fails its form": (
        lambda data: _tour(data, WALK.text().replace('"tz": "Asia/Pyongyang"', '"tz": "../etc"')),
        "exchange-bad-tour",
    ),
    "a tour of another name": (
        lambda data: _tour(data, replace(WALK, id="other").text()),
        "exchange-bad-tour",
    ),
    "records that are a list": (
        lambda data: _remade(data, {"pictures.json": b"[]"}),
        "exchange-damaged",
    ),
    "a record that is none": (
        lambda data: _remade(data, {"pictures.json": b'{"version": 1, "pictures": [1]}'}),
        "exchange-bad-picture",
    ),
    "a record that leads elsewhere": (lambda data: _record(data, file="../../etc"), "exchange-bad-picture"),
    "a record without a file": (lambda data: _record(data, file=None), "exchange-bad-picture"),
    "a drawing": (
        lambda data: _record(data, kind="illustration", file="plates/a-b.svg"),
        "exchange-bad-picture",
    ),
    "a record of another file": (lambda data: _record(data, file="0" * 16), "exchange-damaged"),
    "a picture that is text": (lambda data: _picture(data, b"<script>"), "exchange-bad-picture"),
    "a picture of another format": (
        lambda data: _picture(data, photograph(form="PNG", size=(99, 99))),
        "exchange-bad-picture",
    ),
    "a picture that knows where it was": (
        lambda data: _picture(data, photograph(size=(99, 99), gps=gps_of(125.7, 39))),
        "exchange-bad-picture",
    ),
    "a picture with a remark": (lambda data: _picture(data, _jpeg(comment=b"x")), "exchange-bad-picture"),
    "a picture with a profile": (
        lambda data: _picture(data, _jpeg(icc_profile=b"x" * 200)),
        "exchange-bad-picture",
    ),
    "a picture and a ZIP": (lambda data: _picture(data, _jpeg() + _packed([])), "exchange-bad-picture"),
    "a picture with too many pixels": (
        lambda data: _picture(data, _jpeg((321, 10))),
        "exchange-bad-picture",
    ),
    "a picture with too many bytes": (
        lambda data: _picture(data, _noise()),
        "exchange-bad-picture",
    ),
    "a picture that is cut": (lambda data: _picture(data, _jpeg()[:-200]), "exchange-bad-picture"),
    "a picture of nothing": (lambda data: _picture(data, b"\xff\xd8\xff\xd9"), "exchange-bad-picture"),
    "a picture in grey": (lambda data: _picture(data, _jpeg((10, 10), "L")), "exchange-bad-picture"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_changes_nothing(name: str, file: bytes, home: Path, tmp_path: Path) -> None:
    """It is refused with a code that has words; nothing is written, there or beside."""
    make, code = HOSTILE[name]
    TourStore.of_home(home).save(WALK)
    before = _seen(tmp_path)
    with pytest.raises(DataError) as caught:
        look(make(file), home, HARBOUR)
    assert code == caught.value.code
    assert f"error.{code}" in lang.catalogue("en")
    assert "{" not in str(caught.value)
    assert before == _seen(tmp_path)


def test_what_the_hostile_are_made_from_is_good(file: bytes, home: Path) -> None:
    """Remade without a change it opens, else they would be refused for another reason."""
    assert ["new"] == _states(_remade(file), home)
    assert ["new"] == _states(_picture(file, _jpeg()), home)


def test_more_than_a_file_may_hold_is_neither_written_nor_read(
    file: bytes, sender: Path, harbour: Catalog, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In all, in number, and in the list of what there is."""
    for changed in ({"total_bytes": 100_000}, {"files": 5}, {"directory_bytes": 100}):
        limits = replace(exchange.LIMITS, **changed)
        monkeypatch.setattr(exchange_unpack, "LIMITS", limits)
        with pytest.raises(DataError) as caught:
            look(file, home, HARBOUR)
        assert "zip-too-large" == caught.value.code
    monkeypatch.setattr(exchange, "MAX_PICTURES", 1)
    with pytest.raises(DataError) as caught:
        to_backlot(_material(sender, harbour))
    assert "zip-too-large" == caught.value.code


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=120)
@given(at=st.floats(0, 1, exclude_max=True), value=st.integers(0, 255), cut=st.booleans())
def test_a_damaged_file_is_refused_or_whole(
    at: float, value: int, cut: bool, sender: Path, harbour: Catalog
) -> None:
    """Wherever a byte differs or the end is missing, nothing comes out that was not put in."""
    whole = _small(sender, harbour)
    data = bytearray(whole)
    where = int(at * len(data))
    data[where] = value
    try:
        found = read_backlot(bytes(data[:where] if cut else data))
    except DataError:
        return
    assert read_backlot(whole) == found


@cache
def _small(sender: Path, harbour: Catalog) -> bytes:
    return to_backlot(_material(sender, harbour, photographs="thumb"))


@given(data=st.binary(max_size=300))
def test_whatever_is_no_file_is_refused(data: bytes) -> None:
    """With a sentence, and no other error."""
    with pytest.raises(DataError):
        read_backlot(data)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIC"])
def test_what_the_program_makes_of_a_photograph_is_bare(form: str) -> None:
    """Whatever the original carried; in all sizes."""
    given = photograph(
        form=form, size=(2000, 1000), gps=gps_of(125.7, 39.1), artist="Ann", date="2020:01:01"
    )
    made = make_sizes(given, panorama=True)
    assert made.wide is not None
    assert all(is_bare(each) for each in (made.thumb, made.stop, made.full, made.wide))


@pytest.mark.parametrize(
    "odd",
    [
        b"",
        b"\xff\xd8",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xda\x00",
        b"\xff\xd8\xff\xda\x00\x01\xff\xd9",
        b"\xff\xd8\xff\xdb\xff\xff\xff\xd9",
    ],
)
def test_half_a_picture_is_not_bare(odd: bytes) -> None:
    """Nor one whose parts are longer than the whole."""
    assert not is_bare(odd)


def test_a_thumbnail_in_the_density_is_more_than_a_picture() -> None:
    """It may show what was cut away; so may a second one."""
    good = _jpeg()
    assert is_bare(good)
    jfif = good[2:20]
    thumbnail = b"\xff\xe0\x00\x13JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x01\x01abc"
    assert not is_bare(good[:2] + thumbnail + good[20:])
    assert not is_bare(good[:20] + jfif + good[20:])
