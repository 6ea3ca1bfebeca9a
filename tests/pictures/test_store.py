"""The user's records: revisions, deletion and its undoing, form."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from backlot.errors import ConflictError, DataError, MissingError
from backlot.pictures import Picture, Store
from backlot.pictures.model import Label, PictureError, parse_picture
from tests.support.sites import SHIPPED

SCHEMA = json.loads((SHIPPED / "schema" / "pictures.schema.json").read_text("utf-8"))
PICTURE = Picture(
    id="own-quay",
    kind="photo",
    credit="Ann",
    licence="CC0-1.0",
    places=("tea-house",),
    file="0123456789abcdef",
    sha256="0123456789abcdef" * 4,
    width=1600,
    height=1200,
    alt={"en": "A quay", "ko": "부두"},
    caption={"en": "Seen from the ferry"},
    source="https://example.org/quay",
    date="1987-06",
    position=(1.5, 2.5),
    heading_deg=12.5,
    points=(Label(0.5, 0.25, {"en": "Tea"}, "茶"),),
    commons="File:Quay.jpg",
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store in a folder that does not exist yet."""
    return Store.of_home(tmp_path / "home")


def _valid(raw: Any) -> bool:
    whole = {"version": 1, "revision": 0, "pictures": [raw]}
    return bool(jsonschema.Draft202012Validator(SCHEMA).is_valid(whole))


def test_looking_writes_nothing(store: Store) -> None:
    """Without a file there are no records."""
    assert (0, ()) == (store.load().revision, store.load().pictures)
    assert not store.folder.exists()


def test_a_record_comes_back_as_it_was_put(store: Store) -> None:
    """Every member of it."""
    store.put([PICTURE])
    assert (PICTURE,) == store.load().pictures
    assert _valid(PICTURE.plain())


def test_a_record_of_the_same_id_is_replaced(store: Store) -> None:
    """Its place in the order stays."""
    store.put([PICTURE, parse_picture({**PICTURE.plain(), "id": "own-other"})])
    records = store.put([parse_picture({**PICTURE.plain(), "credit": "Bo"})])
    assert [("own-quay", "Bo"), ("own-other", "Ann")] == [
        (each.id, each.credit) for each in records.pictures
    ]
    assert 2 == records.revision


def test_a_deleted_picture_can_be_restored(store: Store) -> None:
    """It was only hidden."""
    store.put([PICTURE])
    assert store.delete("own-quay", 1).pictures[0].deleted
    assert not store.restore("own-quay", 2).pictures[0].deleted
    assert (PICTURE,) == store.load().pictures


def test_two_who_save_get_a_choice(store: Store) -> None:
    """Never a silent overwrite."""
    store.put([PICTURE], 0)
    with pytest.raises(ConflictError):
        store.put([PICTURE], 0)
    with pytest.raises(ConflictError):
        store.delete("own-quay", 0)
    assert not store.load().pictures[0].deleted


def test_what_is_not_there_cannot_be_changed(store: Store) -> None:
    """Nor can it become what it must not be."""
    with pytest.raises(MissingError):
        store.delete("own-quay")
    store.put([PICTURE])
    with pytest.raises(PictureError):
        store.change("own-quay", {"licence": "free for all"})
    with pytest.raises(PictureError):
        store.change("own-quay", {"file": "../../etc/passwd"})
    assert (PICTURE,) == store.load().pictures


@pytest.mark.parametrize(
    "change",
    [
        {"id": "../x"},
        {"id": "UPPER"},
        {"kind": "painting"},
        {"places": ["../x"]},
        {"places": "tea-house"},
        {"stands_for": "category:park"},
        {"file": "../../etc/passwd"},
        {"file": "plates/x.svg"},
        {"file": "0123"},
        {"sha256": "x"},
        {"width": 0},
        {"height": 1.5},
        {"alt": {}},
        {"alt": {"en": ""}},
        {"alt": "A quay"},
        {"credit": ""},
        {"credit": None},
        {"licence": "free for all"},
        {"licence": None},
        {"date": "June 1987"},
        {"date": "1987-13"},
        {"position": [181, 0]},
        {"position": [1]},
        {"position": "1,2"},
        {"heading_deg": 361},
        {"points": [{"x": 2, "y": 0, "text": {"en": "a"}}]},
        {"points": [{"x": 0, "y": 0}]},
        {"commons": "Quay.jpg"},
        {"deleted": "yes"},
        {"surprise": 1},
    ],
)
def test_a_record_of_wrong_form_is_refused(change: dict[str, Any]) -> None:
    """By the code and by the schema alike."""
    raw = {**PICTURE.plain(), **change}
    assert not _valid(raw)
    with pytest.raises(PictureError):
        parse_picture(raw)


@pytest.mark.parametrize("raw", ["[]", '{"version": 2, "pictures": []}', '{"version": 1}', "{", ""])
def test_a_file_that_holds_no_records_is_told(store: Store, raw: str) -> None:
    """And stays as it is."""
    store.folder.mkdir(parents=True)
    (store.folder / "pictures.json").write_text(raw, "utf-8")
    with pytest.raises(DataError):
        store.load()
    with pytest.raises(DataError):
        store.put([PICTURE])
    assert raw == (store.folder / "pictures.json").read_text("utf-8")
