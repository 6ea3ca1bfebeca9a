"""Rooms: who may open, steer and follow one, and what followers hear."""

from __future__ import annotations

import json
import re
import threading

import pytest

from backlot.rooms import rooms as module
from backlot.rooms.rooms import IDLE_S, MAX_GUESTS, MAX_ROOMS, Room, Rooms, new_pair
from backlot.rooms.state import RoomError, checked_name, checked_places, checked_state
from tests.rooms.hands import PLAIN, STATE, Tour, following, state
from tests.support.asgi import run


def opened(rooms: Rooms) -> tuple[Room, str]:
    """Open a room; return it with its secret."""
    code, secret = new_pair()
    return rooms.open({}, PLAIN, code, secret), secret


def test_codes_and_secrets_are_unguessable() -> None:
    """50 and 130 bits from the system's own source of chance, all letters in use, none twice."""
    pairs = [new_pair() for _ in range(500)]
    codes, secrets = {code for code, _ in pairs}, {secret for _, secret in pairs}
    assert (500, 500) == (len(codes), len(secrets))
    assert all(re.fullmatch("[a-z2-7]{10}", code) for code in codes)
    assert all(re.fullmatch("[a-z2-7]{26}", secret) for secret in secrets)
    assert set("abcdefghijklmnopqrstuvwxyz234567") == set("".join(codes))


def test_there_are_at_most_twenty_rooms() -> None:
    """An ended one makes room for another."""
    rooms = Rooms()
    made = [opened(rooms) for _ in range(MAX_ROOMS)]
    with pytest.raises(RoomError) as caught:
        opened(rooms)
    assert "rooms-full" == caught.value.code
    rooms.end(made[0][0].code, made[0][1])
    assert rooms.find(made[0][0].code) is None
    opened(rooms)


def test_an_idle_room_ends_by_itself() -> None:
    """After twelve hours in which nobody steered it."""
    clock = [0.0]
    rooms = Rooms(clock=lambda: clock[0])
    idle, _ = opened(rooms)
    used, secret = opened(rooms)
    clock[0] = IDLE_S - 1
    rooms.steer(used.code, secret, 1, STATE)
    clock[0] = IDLE_S + 1
    assert rooms.find(idle.code) is None
    assert rooms.find(used.code) is used
    opened(rooms)
    assert (2, True) == (len(rooms), idle.ended)


def test_a_room_is_had_again_after_a_new_start_only_with_its_secret() -> None:
    """The guide's page brings code and secret along; nobody else takes the code over."""
    first, secret = opened(Rooms())
    rooms = Rooms()
    again = rooms.open({}, PLAIN, first.code, secret)
    assert first.code == again.code
    assert again is rooms.open({}, PLAIN, first.code, secret)
    with pytest.raises(RoomError, match="guide"):
        rooms.open({}, PLAIN, first.code, "a" * 26)


@pytest.mark.parametrize(
    "again",
    [("", ""), ("short", "a" * 26), ("a" * 10, "weak"), ("A" * 10, "a" * 26), ("a" * 9 + "\n", "a" * 26)],
)
def test_no_room_is_opened_under_a_code_that_is_none(again: tuple[str, str]) -> None:
    """A weak code would be guessed."""
    with pytest.raises(RoomError, match="room"):
        Rooms().open({}, PLAIN, *again)


@pytest.mark.parametrize("secret", ["", "a" * 26, "ä" * 26, "\x00"])
def test_guessed_steering_is_refused(secret: str) -> None:
    """And changes nothing."""
    rooms = Rooms()
    room, _ = opened(rooms)
    with pytest.raises(RoomError) as caught:
        rooms.steer(room.code, secret, 1, STATE)
    assert "room-not-yours" == caught.value.code
    with pytest.raises(RoomError):
        rooms.end(room.code, secret or "x")
    assert rooms.find(room.code) is room


def test_the_secret_of_one_room_steers_no_other() -> None:
    """Each guide has their own."""
    rooms = Rooms()
    _, secret = opened(rooms)
    other, _ = opened(rooms)
    with pytest.raises(RoomError) as caught:
        rooms.steer(other.code, secret, 1, STATE)
    assert "room-not-yours" == caught.value.code


def test_secrets_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the one function made for it."""
    asked: list[tuple[bytes, bytes]] = []
    monkeypatch.setattr(module.hmac, "compare_digest", lambda one, other: bool(asked.append((one, other))))
    room, secret = opened(Rooms())
    with pytest.raises(RoomError):
        room.check(secret)
    assert [(secret.encode(), secret.encode())] == asked


@pytest.mark.parametrize("seq", [5, 4, 1, 0, -1, True, 6.0, "6", None, 2**53])
def test_a_replayed_or_senseless_message_is_refused(seq: object) -> None:
    """Numbers grow, always."""
    rooms = Rooms()
    room, secret = opened(rooms)
    rooms.steer(room.code, secret, 5, STATE)
    with pytest.raises(RoomError):
        rooms.steer(room.code, secret, seq, state(3))
    rooms.steer(room.code, secret, 6, state(4))


@pytest.mark.parametrize(
    "change",
    [
        {"notes": "what the guide reads"},
        {"version": 2},
        {"version": True},
        {"at": -2},
        {"at": 500},
        {"at": "1"},
        {"at": True},
        {"id": "No Place"},
        {"id": "../etc"},
        {"id": 7},
        {"id": ["a"]},
        {"picture": "a" * 64},
        {"next": "taedong\ngate"},
        {"next": "gate\n"},
        {"black": 1},
        {"ended": None},
    ],
)
def test_a_state_holds_known_members_of_the_right_type_only(change: dict[str, object]) -> None:
    """Above all no text of any length."""
    with pytest.raises(RoomError):
        checked_state({**STATE, **change})


@pytest.mark.parametrize(
    "raw", [None, [], "state", {}, {**STATE, "extra": 1}, dict(list(STATE.items())[1:])]
)
def test_a_state_is_whole(raw: object) -> None:
    """Nothing is missing, nothing is more."""
    with pytest.raises(RoomError):
        checked_state(raw)


def test_names_and_places_are_checked() -> None:
    """Both come from outside."""
    assert {"en": "A", "ko": "가"} == checked_name({"en": "A", "ko": "가"})
    assert frozenset(("gate", "arch")) == checked_places(["gate", "arch", "gate"])
    for name in (None, "A", {"en": 1}, {"not a language": "A"}, {"en": "A" * 201}):
        with pytest.raises(RoomError):
            checked_name(name)
    for places in (None, "gate", [1], ["../"], ["gate"] * 501):
        with pytest.raises(RoomError):
            checked_places(places)


def test_a_late_follower_hears_the_present_state_at_once() -> None:
    """And then each change, and the end."""
    tour = Tour()
    room = tour.open()

    async def follow() -> None:
        tour.steer(room, 1, state(0))
        tour.steer(room, 2, state(1))
        async with following(tour.app, room["code"]) as stream:
            assert 'event: room\ndata: {"name":{"en":"Square to arch"}}\n\n' == await stream.next()
            assert state(1) == await stream.state()
            tour.steer(room, 3, state(2, black=True))
            assert state(2, black=True) == await stream.state()
            tour.rooms.end(room["code"], room["steer"])
            assert "event: end\ndata: {}\n\n" == await stream.next()
            assert "" == await stream.next()

    run(follow())


def test_a_slow_follower_hears_the_newest() -> None:
    """What was in between is of no use any more."""
    rooms = Rooms()
    room, secret = opened(rooms)

    async def follow() -> list[bytes]:
        frames = room.frames()
        heard = [await anext(frames)]
        for number in range(1, 100):
            rooms.steer(room.code, secret, number, state(number))
        heard.append(await anext(frames))
        await frames.aclose()  # type: ignore[attr-defined]
        return heard

    assert state(99) == json.loads(run(follow())[1].partition(b"data: ")[2])


def test_a_silent_room_is_told_from_a_dead_line() -> None:
    """By a comment every now and then, which is no event."""
    room, _ = opened(Rooms())

    async def follow() -> list[bytes]:
        frames = room.frames(heartbeat_s=0.01)
        heard = [await anext(frames) for _ in range(4)]
        await frames.aclose()  # type: ignore[attr-defined]
        return heard

    assert [b":\n\n"] * 3 == run(follow())[1:]


def test_a_room_takes_sixty_guests_and_no_more() -> None:
    """Who comes later is told, and may come in when somebody leaves."""
    tour = Tour()
    room = tour.rooms.find(tour.open()["code"])
    assert room is not None

    async def follow() -> None:
        guests = [room.frames() for _ in range(MAX_GUESTS)]
        for guest in guests:
            await anext(guest)
        assert MAX_GUESTS == room.guests
        assert [b"event: full\ndata: {}\n\n"] == [frame async for frame in room.frames()]
        await guests.pop().aclose()  # type: ignore[attr-defined]
        late = room.frames()
        assert (await anext(late)).startswith(b"event: room")
        for guest in [*guests, late]:
            await guest.aclose()  # type: ignore[attr-defined]

    run(follow())
    assert 0 == room.guests


def test_a_follower_who_goes_costs_nothing_any_more() -> None:
    """At once, not with the next heartbeat."""
    tour = Tour()
    code = tour.open()["code"]
    room = tour.rooms.find(code)
    assert room is not None

    async def follow() -> None:
        async with following(tour.app, code) as stream:
            await stream.next()
            assert 1 == room.guests

    run(follow())
    assert 0 == room.guests


def test_a_room_is_steered_from_whatever_thread() -> None:
    """Eight at once: each message is told or refused, the number of the last is the largest."""
    rooms = Rooms()
    room, secret = opened(rooms)
    refused: list[int] = []

    def steer(first: int) -> None:
        for number in range(first, 400, 8):
            try:
                rooms.steer(room.code, secret, number, state(number % 400))
            except RoomError:
                refused.append(number)

    async def follow() -> bytes:
        frames = room.frames()
        await anext(frames)
        threads = [threading.Thread(target=steer, args=(first,)) for first in range(1, 9)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        frame = await anext(frames)
        await frames.aclose()  # type: ignore[attr-defined]
        return frame

    assert 399 == json.loads(run(follow()).partition(b"data: ")[2])["at"]
    assert 399 not in refused
