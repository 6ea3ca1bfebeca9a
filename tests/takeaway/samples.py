"""Itineraries to export: a studio walk from the hotel, a walk in the city, and one that went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backlot.walks.itinerary_type import Itinerary, ItineraryLeg, ItineraryStop, Mode, Terminal

ATTRIBUTION = [
    "Backlot Map project: its own schematic drawing of the lot",
    "© OpenStreetMap contributors, ODbL 1.0",
]
DATA = {"version": "1.0.0", "date": "2026-11-22"}

# what names and notes of a stop must come through: markup, ends of sections, lines, scripts, emoji, length
HOSTILE = [
    "]]>",
    "</name><script>alert(1)</script> & \"quoted\" 'single' &amp; {{ 7*7 }}",
    "two\nlines, three;\r\nparts \\n and \\,",
    "שלום עולם \u202eabc\u202c مرحبا",
    "🎬👩‍🎤 🇰🇵 조선",
    "BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT",
    '=HYPERLINK("http://x","y")',
    'a,b;c:d\t"e"\\',
    "note " * 2000,
]
# and what no format carries: it is left out, the rest stays
FORBIDDEN = "be\x00fo\x0bre\x1b \x7f\x85and\ufffe\uffff after\ud800"


def studio_walk() -> Itinerary:
    """By bus to the lot, three stops on schematic lanes, by bus back: with date and notes."""
    hotel: Terminal = {
        "id": "koryo-hotel",
        "name": {"en": "Koryo Hotel", "ko": "평양고려호텔"},
        "lon": 125.736561,
        "lat": 39.00873,
    }
    return {
        "tour": "studio-afternoon",
        "name": {"en": "Studio afternoon", "ko": "촬영소의 오후"},
        "date": "2027-05-04",
        "tz": "Asia/Pyongyang",
        "start": hotel,
        "end": hotel,
        "depart": "13:00",
        "back_by": "15:40",
        "feasible": True,
        "data": dict(DATA),  # type: ignore[typeddict-item]
        "stops": [
            _stop("entry-plaza", ("Entry plaza", "입구광장"), (125.71678, 39.069227), ("13:25", "13:40")),
            _stop(
                "japan",
                ("Imperial Japan", "일본거리"),
                (125.711876, 39.075373),
                ("13:52", "14:20"),
                notes={"en": "Signs are painted on boards.", "ko": "간판은 판자에 그린 것입니다."},
            ),
            _stop(
                "europe",
                ("Europe", "유럽거리"),
                (125.708938, 39.074315),
                ("14:26", "14:50"),
                notes={"ko": "교회 앞에서 사진."},
            ),
        ],
        "legs": [
            _leg(
                "koryo-hotel",
                "entry-plaza",
                "bus",
                (25, 25, 25),
                line=[[125.736561, 39.00873], [125.71678, 39.069227]],
            ),
            _leg(
                "entry-plaza",
                "japan",
                "walk",
                (12, 10, 16),
                length_m=823.4,
                line=[
                    [125.71678, 39.069227],
                    [125.7143, 39.0718],
                    [125.7129, 39.0739],
                    [125.711876, 39.075373],
                ],
                directions={
                    "en": ["Start at the entry plaza.", "Left at the sushi restaurant, about 120 m."],
                    "ko": ["입구광장에서 출발합니다.", "초밥집에서 왼쪽으로 약 120 m."],
                },
                unknown={"step-free": 410.0},
                notes=["guide"],
            ),
            _leg(
                "japan",
                "europe",
                "walk",
                (6, 5, 8),
                length_m=402,
                line=[[125.711876, 39.075373], [125.7101, 39.0747], [125.708938, 39.074315]],
                directions={"en": ["Follow the lane west."], "ko": ["서쪽으로 길을 따라갑니다."]},
            ),
            _leg(
                "europe",
                "koryo-hotel",
                "bus",
                (25, 25, 25),
                line=[[125.708938, 39.074315], [125.736561, 39.00873]],
            ),
        ],
        "total": {
            "length_m": 1225.4,
            "walk_min": 18,
            "ride_min": 50,
            "dwell_min": 67,
            "end": "15:15",
            "slack_min": 19,
        },
        "attribution": list(ATTRIBUTION),
    }


def city_walk() -> Itinerary:
    """From the square to the arch, without date, start, end and notes; names also in other spellings."""
    square = {"en": "Kim Il Sung Square", "ko": "김일성광장", "ko-Latn-RR": "Gim Il-seong Gwangjang"}
    return {
        "tour": None,
        "name": {},
        "date": None,
        "tz": "Asia/Pyongyang",
        "start": None,
        "end": None,
        "depart": "09:00",
        "back_by": None,
        "feasible": True,
        "data": dict(DATA),  # type: ignore[typeddict-item]
        "stops": [
            {
                **_stop(
                    "kim-il-sung-square", ("", ""), (125.75247, 39.01953), ("09:00", "09:20"), slack=None
                ),
                "name": square,
            },
            _stop(
                "arch-of-triumph",
                ("Arch of Triumph", "개선문"),
                (125.753129, 39.044552),
                ("10:05", "10:05"),
                slack=None,
            ),
        ],
        "legs": [
            _leg(
                "kim-il-sung-square",
                "arch-of-triumph",
                "walk",
                (45, 45, 45),
                length_m=3004,
                line=[[125.75247, 39.01953], [125.7519, 39.0301], [125.753129, 39.044552]],
                about=False,
            )
        ],
        "total": {
            "length_m": 3004,
            "walk_min": 45,
            "ride_min": 0,
            "dwell_min": 20,
            "end": "10:05",
            "slack_min": None,
        },
        "attribution": ["Compiled by the project"],
    }


def night_that_fails() -> Itinerary:
    """Past midnight, late, and its last stop cannot be reached: no line, no time there."""
    stop = _stop(
        "gate", ("Gate", "문"), (125.717, 39.0683), ("23:50", "00:20"), slack=-25, problems=["late"]
    )
    lost = _stop("moor", ("Moor", "늪"), (125.7, 39.07), (None, None), slack=None, problems=["unreachable"])
    leg = _leg("gate", "moor", "walk", (None, None, None), line=[], about=False)
    return {
        **city_walk(),
        "tour": "night",
        "name": {"en": "Night", "ko": "밤"},
        "date": "2027-12-31",
        "depart": "23:40",
        "back_by": "00:10",
        "feasible": False,
        "stops": [stop, lost],
        "legs": [leg],
        "total": {
            "length_m": 0,
            "walk_min": 0,
            "ride_min": 0,
            "dwell_min": 30,
            "end": None,
            "slack_min": -25,
        },
    }


def with_texts(text: str) -> Itinerary:
    """Return the studio walk with a text wherever people write one."""
    itinerary = studio_walk()
    itinerary["name"] = {"en": text, "ko": "이름"}
    for stop in itinerary["stops"]:
        stop["name"] = {"en": text, "ko": "이름"}
        stop["notes"] = {"en": text}
    for leg in itinerary["legs"]:
        leg["directions"] = {"en": [text]}
    itinerary["attribution"] = [text]
    return itinerary


def _stop(
    place: str,
    names: tuple[str, str],
    position: tuple[float, float],
    times: tuple[str | None, str | None],
    *,
    slack: float | None = 19,
    problems: list[str] | None = None,
    notes: dict[str, str] | None = None,
) -> ItineraryStop:
    return {
        "id": place,
        "name": {"en": names[0], "ko": names[1]},
        "lon": position[0],
        "lat": position[1],
        "arrive": times[0],
        "leave": times[1],
        "slack_min": slack,
        "dwell_min": 15,
        "problems": problems or [],
        "notes": notes or {},
    }


def _leg(
    start: str,
    end: str,
    mode: Mode,
    minutes: tuple[float | None, float | None, float | None],
    *,
    line: list[list[float]],
    length_m: float | None = None,
    about: bool | None = None,
    **more: Any,
) -> ItineraryLeg:
    return {
        "from": start,
        "to": end,
        "mode": mode,
        "length_m": length_m,
        "minutes": minutes[0],
        "minutes_low": minutes[1],
        "minutes_high": minutes[2],
        "about": mode == "walk" if about is None else about,
        "line": line,
        "directions": more.get("directions", {}),
        "unknown": more.get("unknown", {}),
        "notes": more.get("notes", []),
    }
