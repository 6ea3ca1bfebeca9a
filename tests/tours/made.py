"""Tours that the tests share, and hypothesis strategies that make any."""

from __future__ import annotations

from hypothesis import strategies as st

from backlot.tours import NEEDS, Ride, Tour, TourStop

WALK = Tour(
    id="my-walk",
    name={"en": "My walk", "ko": "나의 길"},
    tz="Asia/Pyongyang",
    stops=(TourStop("tea-house", dwell_min=10), TourStop("old-gate", lock=True)),
)

IDS = st.from_regex(r"[a-z0-9][a-z0-9-]{1,20}", fullmatch=True)
MINUTES = st.integers(0, 144_000).map(lambda hundredths: hundredths / 100)
CLOCKS = st.integers(0, 1439).map(lambda minute: f"{minute // 60:02d}:{minute % 60:02d}")
LINES = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=60)
TEXTS = st.dictionaries(st.sampled_from(["en", "ko", "zh-Hant"]), LINES, max_size=3)
RIDES = st.builds(Ride, st.sampled_from(["bus", "metro"]), MINUTES)


def _windows(clocks: list[str]) -> tuple[tuple[str, str], ...]:
    ordered = sorted(clocks)
    return tuple(zip(ordered[::2], ordered[1::2], strict=False))


HOURS = st.lists(CLOCKS, min_size=2, max_size=6, unique=True).map(_windows)
STOPS = st.builds(
    TourStop,
    IDS,
    dwell_min=st.none() | MINUTES,
    photo_min=st.none() | MINUTES,
    break_min=MINUTES,
    lock=st.booleans(),
    open=st.none() | HOURS,
    ride=st.none() | RIDES,
    notes=TEXTS,
    sources=st.lists(LINES, max_size=2).map(tuple),
)
TOURS = st.builds(
    Tour,
    IDS,
    name=TEXTS,
    tz=st.sampled_from(["Asia/Pyongyang", "UTC", "America/Argentina/Ushuaia", "Etc/GMT+5"]),
    stops=st.lists(STOPS, max_size=8).map(tuple),
    revision=st.integers(0, 9),
    description=TEXTS,
    date=st.none() | st.dates().map(str),
    start=st.none() | IDS,
    end=st.none() | IDS,
    depart=st.none() | CLOCKS,
    back_by=st.none() | CLOCKS,
    pace_kmh=st.integers(50, 800).map(lambda hundredths: hundredths / 100),
    group_size=st.integers(1, 500),
    needs=st.sets(st.sampled_from(NEEDS)).map(tuple),
    closed=st.lists(IDS, max_size=3, unique=True).map(tuple),
    end_ride=st.none() | RIDES,
    source=st.lists(LINES, max_size=2).map(tuple),
)
