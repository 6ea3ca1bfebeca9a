"""The user's tours: revisions, conflicts, the trash, damaged files."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from backlot.errors import ConflictError, DataError, MissingError
from backlot.tours import Tour, TourStop, TourStore, load_tours
from tests.support.sites import SHIPPED
from tests.tours.made import WALK


@pytest.fixture
def store(tmp_path: Path) -> TourStore:
    """Return a store in a folder that does not exist yet."""
    return TourStore.of_home(tmp_path / "home")


def test_looking_writes_nothing(store: TourStore) -> None:
    """Without a folder there are no tours."""
    assert ((), ()) == (store.list().tours, store.list().problems)
    assert () == store.deleted()
    assert not store.folder.exists()


def test_a_tour_comes_back_as_it_was_saved(store: TourStore) -> None:
    """One revision on."""
    saved = store.save(WALK)
    assert replace(WALK, revision=1) == saved == store.load("my-walk")
    assert (saved,) == store.list().tours


def test_a_save_builds_on_the_one_before(store: TourStore) -> None:
    """As often as one likes."""
    tour = WALK
    for revision in range(1, 4):
        tour = store.save(replace(tour, pace_kmh=revision))
        assert revision == tour.revision


def test_two_who_edit_one_tour_get_a_choice(store: TourStore) -> None:
    """Ann and Bo open the same revision; Bo is told, sees both, and keeps his own."""
    opened = store.save(WALK)
    ann = store.save(replace(opened, stops=(TourStop("europe"),)))
    mine = replace(opened, stops=(TourStop("japan"),))
    with pytest.raises(ConflictError) as caught:
        store.save(mine)
    values = caught.value.values
    assert (2, 1) == (values["found"], values["expected"])
    assert mine == Tour.from_json(values["mine"])
    assert ann == Tour.from_json(values["stored"]) == store.load("my-walk")
    kept = store.save(replace(mine, revision=2))
    assert (3, "japan") == (kept.revision, store.load("my-walk").stops[0].id)


def test_a_tour_deleted_in_the_meantime_is_a_conflict_too(store: TourStore) -> None:
    """Saving it anew takes a revision of 0."""
    opened = store.save(WALK)
    store.delete("my-walk")
    with pytest.raises(ConflictError) as caught:
        store.save(opened)
    assert caught.value.values["stored"] is None
    assert 1 == store.save(replace(opened, revision=0)).revision


def test_a_new_tour_does_not_take_the_place_of_another(store: TourStore) -> None:
    """Its revision of 0 is not the stored one."""
    store.save(WALK)
    with pytest.raises(ConflictError):
        store.save(replace(WALK, name={"en": "Another"}))


def test_of_many_who_save_at_once_one_wins(store: TourStore) -> None:
    """All others are told."""
    opened = store.save(WALK)
    outcomes: list[str] = []

    def edit(pace: int) -> None:
        try:
            store.save(replace(opened, pace_kmh=pace))
            outcomes.append("saved")
        except ConflictError:
            outcomes.append("told")

    threads = [threading.Thread(target=edit, args=(pace,)) for pace in range(1, 8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ["saved", *["told"] * 6] == sorted(outcomes)
    assert 2 == store.load("my-walk").revision


def test_a_copy_has_the_next_free_id(store: TourStore) -> None:
    """Also of a shipped tour, and not that of a deleted one."""
    store.save(WALK)
    assert "my-walk-2" == store.duplicate(WALK).id
    store.delete("my-walk-2")
    copy = store.duplicate(store.load("my-walk"), name={"en": "Copy"})
    assert ("my-walk-3", 1, "Copy") == (copy.id, copy.revision, copy.name["en"])
    assert "my-walk-4" == store.duplicate(copy).id
    with pytest.raises(ConflictError):
        store.duplicate(WALK, new_id="my-walk-3")


def test_a_copy_of_a_tour_with_the_longest_id_has_an_id(store: TourStore) -> None:
    """The number takes the place of its end."""
    assert f"{'a' * 61}-2" == store.duplicate(replace(WALK, id="a" * 63)).id


def test_a_deleted_tour_can_be_restored(store: TourStore) -> None:
    """As it was, with its revision."""
    saved = store.save(WALK)
    store.delete("my-walk")
    assert ((), ("my-walk",)) == (store.list().tours, store.deleted())
    with pytest.raises(MissingError):
        store.load("my-walk")
    store.restore("my-walk")
    assert (saved, ()) == (store.load("my-walk"), store.deleted())


def test_what_was_deleted_last_comes_back_first(store: TourStore) -> None:
    """And never over a tour that is there."""
    store.save(WALK)
    store.delete("my-walk")
    store.save(replace(WALK, pace_kmh=3))
    with pytest.raises(ConflictError):
        store.restore("my-walk")
    store.delete("my-walk")
    store.restore("my-walk")
    assert 3 == store.load("my-walk").pace_kmh
    assert ("my-walk",) == store.deleted()


def test_what_is_not_there_is_said(store: TourStore) -> None:
    """Also an id that would lead elsewhere."""
    for act in (store.load, store.delete, store.restore):
        for ident in ("my-walk", "../my-walk", "/etc/passwd", "a\x00b", ""):
            with pytest.raises(MissingError):
                act(ident)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff\xfe", b"[]", b'{"version": 1, "id": "my-walk"}', b"\x00" * 9]
)
def test_a_damaged_file_is_named_and_left_as_it_is(store: TourStore, content: bytes) -> None:
    """The others are shown; saving over it is refused; deleting it moves it to the trash."""
    store.save(replace(WALK, id="other-walk"))
    path = store.folder / "my-walk.json"
    path.write_bytes(content)
    listing = store.list()
    assert ["other-walk"] == [tour.id for tour in listing.tours]
    assert {"my-walk.json"} == {problem.file for problem in listing.problems}
    for act in (lambda: store.load("my-walk"), lambda: store.save(WALK)):
        with pytest.raises(DataError):
            act()
    assert content == path.read_bytes()
    assert content == store.delete("my-walk").read_bytes()
    assert 1 == store.save(WALK).revision


def test_a_file_with_the_tour_of_another_is_named(store: TourStore) -> None:
    """Its name must be the id, or two files could be one tour."""
    store.save(WALK)
    (store.folder / "my-walk.json").rename(store.folder / "my-way.json")
    assert [("my-way.json", "tour-other-name")] == [
        (problem.file, problem.code) for problem in store.list().problems
    ]


def test_own_tours_take_the_place_of_shipped_ones(store: TourStore) -> None:
    """Deleting the own one brings the shipped one back."""
    home = store.folder.parent
    shipped = load_tours(SHIPPED, home).get("square-to-arch")
    assert shipped is not None
    store.save(replace(shipped, pace_kmh=3))
    tours = load_tours(SHIPPED, home)
    assert frozenset({"square-to-arch"}) == tours.own
    assert 3 == tours.tours[[tour.id for tour in tours.tours].index("square-to-arch")].pace_kmh
    store.delete("square-to-arch")
    assert shipped == load_tours(SHIPPED, home).get("square-to-arch")
