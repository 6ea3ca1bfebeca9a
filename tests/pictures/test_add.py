"""Adding photographs: each on its own, none outside the folder, all of them counted."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from backlot.catalog import Catalog, load_site
from backlot.errors import DataError, MissingError
from backlot.pictures import Defaults, Report, Store, add_files
from backlot.pictures.add import Source, compass, propose
from backlot.pictures.model import SIZES, PictureError
from tests.pictures.conftest import gps_of, photograph
from tests.support.sites import SHIPPED

WE = Defaults(credit="Ann Example", licence="CC-BY-4.0", alt={"en": "A quay"})


def _add(
    sources: list[Source], catalog: Catalog, home: Path, defaults: Defaults = WE, **more: object
) -> Report:
    return add_files(sources, catalog=catalog, home=home, defaults=defaults, **more)  # type: ignore[arg-type]


def _written(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_photograph_is_added_with_what_it_tells(harbour: Catalog, own_home: Path) -> None:
    """Sizes, place, position, heading, day; the defaults for the rest."""
    lon, lat = harbour.get("tea-house").lon_lat  # type: ignore[union-attr]
    data = photograph(gps=gps_of(lon, lat, 45), date="2026:05:04 10:11:12")
    report = _add([("a.jpg", BytesIO(data))], harbour, own_home)
    (added,) = report.added
    picture = added.picture
    assert (("tea-house",), "photo", "Ann Example") == (picture.places, picture.kind, picture.credit)
    assert ("2026-05-04", 45.0, "CC-BY-4.0") == (picture.date, picture.heading_deg, picture.licence)
    assert (lon, lat) == pytest.approx(picture.position, abs=2e-6)
    store = Store.of_home(own_home)
    assert (picture,) == store.load().pictures
    assert all(store.path(str(picture.file), size).read_bytes() for size in SIZES)


def test_the_nearest_place_is_proposed_in_words() -> None:
    """As the issue has it."""
    catalog = load_site(SHIPPED)
    gate = catalog.get("taedong-gate")
    assert gate is not None
    position = (gate.lon_lat[0], gate.lon_lat[1] + 40 / 111_000)
    proposal = propose(catalog, position, 50)
    assert proposal is not None
    assert "taken 40 m from Taedong Gate, facing north-east" == proposal.sentence("en")
    assert "대동문에서 40 m 떨어진 곳에서 북동쪽을 보고 촬영" == proposal.sentence("ko")
    assert "taken at Taedong Gate" == propose(catalog, gate.lon_lat).sentence("en")  # type: ignore[union-attr]
    assert propose(catalog, (13.4, 52.5)) is None


def test_inside_an_area_the_area_is_proposed() -> None:
    """Unless a point is right beside: the smallest area one stands in."""
    catalog = load_site(SHIPPED)
    for place in catalog.by(kind="set"):
        proposal = propose(catalog, place.lon_lat)
        assert proposal is not None
        assert place in catalog.containing(*place.lon_lat)
        assert proposal.place == place or proposal.place.geometry.geom_type == "Point"


@pytest.mark.parametrize(
    ("heading", "point"),
    [
        (0, "n"),
        (22, "n"),
        (23, "ne"),
        (90, "e"),
        (180, "s"),
        (225, "sw"),
        (315, "nw"),
        (338, "n"),
        (360, "n"),
    ],
)
def test_a_heading_has_one_of_eight_names(heading: float, point: str) -> None:
    """The nearest."""
    assert point == compass(heading)


def test_a_batch_with_everything_wrong_still_adds_the_good(
    harbour: Catalog, own_home: Path, folder: Path, tmp_path: Path
) -> None:
    """Refusals are sentences, the rest is added, both are counted, nothing is written elsewhere."""
    good = photograph("#111111")
    files: dict[str, bytes] = {
        "good.jpg": good,
        "again.png": good,
        "wrong-suffix.txt": photograph("#222222", form="PNG"),
        "absurd.jpg": photograph("#333333", gps=gps_of(1, 2) | {1: "Q"}),
        "empty.jpg": b"",
        "cut.jpg": photograph("#444444")[:900],
        "script.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    sources: list[Source] = [folder / name for name in files]
    sources += [folder / "nowhere.jpg", folder / "a\0b.jpg", folder, folder / ("x" * 255)]
    for name in ("../evil.jpg", "/etc/evil.jpg", "..\\evil.jpg", "a\0b.jpg", "x" * 255, "..", ""):
        sources.append((name, BytesIO(photograph("#555555"))))
    sources.append(("ok.jpg", BytesIO(photograph("#666666"))))
    before = _written(tmp_path)
    report = _add(sources, harbour, own_home)
    assert ["good.jpg", "wrong-suffix.txt", "absurd.jpg", "ok.jpg"] == [each.name for each in report.added]
    assert ["again.png"] == [each.name for each in report.known]
    assert len(sources) == len(report.added) + len(report.known) + len(report.refused)
    said = report.sentences("en")
    assert "4 added, 1 there already, 14 refused" == said[-1]
    assert "absurd.jpg: the position in the picture is no place on earth and was left out" in said
    assert not any("\0" in line or "\n" in line or len(line) > 300 for line in said)
    assert len(report.sentences("ko")) == len(said)
    new = _written(tmp_path) - before
    assert all(name.startswith("backlot-home/pictures/") for name in new)
    assert 4 * len(SIZES) == sum(name.endswith(".jpg") for name in new)


def test_a_picture_without_position_waits_for_its_place(harbour: Catalog, own_home: Path) -> None:
    """Its record is whole but for the place, and says that nobody has described it."""
    report = _add([("a.jpg", BytesIO(photograph()))], harbour, own_home, Defaults(credit="Ann"))
    (added,) = report.added
    assert () == added.picture.places
    assert "Photograph, not described yet" == added.picture.alt["en"]
    store = Store.of_home(own_home)
    store.change(added.picture.id, {"places": ["tea-house"]})
    assert ("tea-house",) == store.load().pictures[0].places


def test_what_is_said_of_the_batch_wins(harbour: Catalog, own_home: Path) -> None:
    """Place, position and date given are believed, not the picture's; a former id is kept as today's."""
    data = photograph(gps=gps_of(1, 2) | {1: "Q"}, date="2020:01:01 00:00:00", artist="Somebody Else")
    lon, lat = harbour.get("tea-house").lon_lat  # type: ignore[union-attr]
    given = Defaults(credit="Ann", date="1987-06", place="shipyard", position=(lon, lat))
    (added,) = _add([("a.jpg", BytesIO(data))], harbour, own_home, given).added
    picture = added.picture
    assert (("old-shipyard",), "1987-06", "Ann") == (picture.places, picture.date, picture.credit)
    assert () == added.notes


def test_without_a_maker_nothing_is_added(harbour: Catalog, own_home: Path) -> None:
    """A picture that names its own is taken."""
    sources: list[Source] = [
        ("a.jpg", BytesIO(photograph())),
        ("b.jpg", BytesIO(photograph(artist="Kim A"))),
    ]
    report = _add(sources, harbour, own_home, Defaults())
    assert ["picture-no-credit"] == [each.error.code for each in report.refused]
    assert ["Kim A"] == [each.picture.credit for each in report.added]


@pytest.mark.parametrize(
    "defaults",
    [
        Defaults(credit="Ann", place="atlantis"),
        Defaults(credit="Ann", licence="free for all"),
        Defaults(credit="Ann", date="last summer"),
        Defaults(credit="Ann", position=(500.0, 2.0)),
        Defaults(credit="Ann", position=(float("nan"), 2.0)),
        Defaults(credit="Ann", kind="illustration"),
        Defaults(credit="Ann", alt={"en": "\u202etxet"}),
    ],
)
def test_a_senseless_default_stops_the_batch_before_it_begins(
    defaults: Defaults, harbour: Catalog, own_home: Path
) -> None:
    """It would be wrong of every picture."""
    with pytest.raises((PictureError, MissingError)):
        _add([("a.jpg", BytesIO(photograph()))], harbour, own_home, defaults)
    assert not own_home.exists()


def test_a_deleted_picture_is_known_again(harbour: Catalog, own_home: Path) -> None:
    """And how to bring it back is said."""
    (added,) = _add([("a.jpg", BytesIO(photograph()))], harbour, own_home).added
    Store.of_home(own_home).delete(added.picture.id)
    report = _add([("b.jpg", BytesIO(photograph()))], harbour, own_home)
    assert f"pictures restore {added.picture.id}" in report.sentences("en")[0]


def test_stopping_leaves_what_was_added(harbour: Catalog, own_home: Path) -> None:
    """By the wish to stop, and by an interrupt out of nowhere."""
    sources: list[Source] = [(f"{n}.jpg", BytesIO(photograph(f"#{n * 40:02x}4040"))) for n in range(5)]
    done: list[str] = []

    def noted(_done: int, _total: int, name: str) -> None:
        done.append(name)

    report = _add(sources[:4], harbour, own_home, progress=noted, cancel=lambda: len(done) == 2)
    assert (True, 2) == (report.is_cancelled, len(report.added))
    store = Store.of_home(own_home)
    assert 2 == len(store.load().pictures)

    def interrupted(_done: int, _total: int, _name: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _add([sources[4]], harbour, own_home, progress=interrupted)
    assert 3 == len(store.load().pictures)


def test_broken_records_are_never_overwritten(harbour: Catalog, own_home: Path) -> None:
    """Whoever broke them can still mend them."""
    path = own_home / "pictures" / "pictures.json"
    path.parent.mkdir(parents=True)
    path.write_text('{"version": 1, "revision": 0, "pict', "utf-8")
    with pytest.raises(DataError):
        _add([("a.jpg", BytesIO(photograph()))], harbour, own_home)
    assert '{"version": 1, "revision": 0, "pict' == path.read_text("utf-8")
