"""
Keep the rooms in which guests follow a guide, in memory only.

A room has a code, which whoever follows must know, and a secret, which only the guide's page knows. Each
follower costs one `asyncio.Event`; one who reads slowly gets the newest state and misses those between.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import re
import secrets
import threading
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backlot.rooms.state import RoomError, checked_seq, checked_state

if TYPE_CHECKING:
    from backlot.rooms.guests import GuestPage

__all__ = ["Room", "Rooms", "new_pair", "new_secret", "same"]

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
CODE_LENGTH = 10
"""50 bits: at a thousand guesses a second, 500 million seconds for an even chance of one of 20 rooms."""
SECRET_LENGTH = 26
"""130 bits."""

MAX_ROOMS = 20
MAX_GUESTS = 60
IDLE_S = 12 * 3600
HEARTBEAT_S = 15.0

_CODE = re.compile(rf"[{ALPHABET}]{{{CODE_LENGTH}}}\Z")
_SECRET = re.compile(rf"[{ALPHABET}]{{{SECRET_LENGTH}}}\Z")
_BEAT = b":\n\n"
_END = b"event: end\ndata: {}\n\n"
_FULL = b"event: full\ndata: {}\n\n"


def new_secret(length: int = SECRET_LENGTH) -> str:
    """Return an unguessable text of small letters and digits, five bits each."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def new_pair() -> tuple[str, str]:
    """Return code and secret of a new room."""
    return new_secret(CODE_LENGTH), new_secret()


def same(one: str, other: str) -> bool:
    """Whether two secrets are the same, in a time that does not tell how much of them is."""
    return hmac.compare_digest(one.encode(), other.encode())


@dataclass(frozen=True, slots=True)
class _News:
    """What followers are told last, counted up; an ended room has no more."""

    number: int = 0
    frame: bytes = b""
    ended: bool = False


class _Follower:
    """Wake one waiting stream, from whatever thread."""

    __slots__ = ("_event", "_loop")

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()

    def wake(self) -> None:
        self._loop.call_soon_threadsafe(self._event.set)

    async def woken(self, within_s: float) -> bool:
        try:
            async with asyncio.timeout(within_s):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True


class Room:
    """
    One room: who may steer it, what it shows, who follows.

    Parameters
    ----------
    code
        What followers must know.
    secret
        What the guide's page must know.
    name
        Name of the tour by language.
    page
        The page its guests get.
    """

    def __init__(self, code: str, secret: str, name: Mapping[str, str], page: GuestPage) -> None:
        self.code = code
        self.name = dict(name)
        self.page = page
        self.used_at = 0.0
        self._secret = secret
        self._seq = 0
        self._news = _News()
        self._followers: set[_Follower] = set()
        self._lock = threading.Lock()

    @property
    def guests(self) -> int:
        """How many follow now."""
        return len(self._followers)

    @property
    def ended(self) -> bool:
        """Whether the guide has ended the room."""
        return self._news.ended

    def check(self, secret: str) -> None:
        """Raise `RoomError` unless `secret` is this room's."""
        if not same(secret, self._secret):
            raise RoomError("room-not-yours")

    def steer(self, secret: str, seq: Any, state: Any) -> None:
        """
        Tell all followers what the guide shows now.

        Parameters
        ----------
        secret
            The room's secret.
        seq
            Number of this message; larger than any before.
        state
            As `checked_state` takes it.

        Raises
        ------
        RoomError
            If the secret is wrong, the message repeated or late, or the state not what it should be.
        """
        self.check(secret)
        number, checked = checked_seq(seq), checked_state(state)
        with self._lock:
            if number <= self._seq:
                raise RoomError("room-replayed", found=number, expected=self._seq + 1)
            self._seq = number
            self._tell(_event("state", checked))

    def end(self, secret: str | None = None) -> None:
        """Send all followers home; with a secret, only if it is this room's."""
        if secret is not None:
            self.check(secret)
        with self._lock:
            self._tell(_END, ended=True)

    async def frames(self, heartbeat_s: float = HEARTBEAT_S) -> AsyncIterator[bytes]:
        """Yield what one follower is sent, from the present state to the end of the room."""
        follower = _Follower()
        with self._lock:
            full = len(self._followers) >= MAX_GUESTS
            if not full:
                self._followers.add(follower)
        if full:
            yield _FULL
            return
        try:
            told = 0
            yield _event("room", {"name": self.name})
            while True:
                news = self._news
                if news.number != told:
                    told = news.number
                    yield news.frame
                if news.ended:
                    return
                if not await follower.woken(heartbeat_s):
                    yield _BEAT
        finally:
            with self._lock:
                self._followers.discard(follower)

    def _tell(self, frame: bytes, *, ended: bool = False) -> None:
        if self._news.ended:
            raise RoomError("room-unknown")
        self._news = _News(self._news.number + 1, frame, ended)
        for follower in self._followers:
            follower.wake()


class Rooms:
    """
    All rooms of this server.

    Parameters
    ----------
    clock
        Seconds that only grow; a room nobody has steered for 12 hours of them is ended.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rooms: dict[str, Room] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._rooms)

    def find(self, code: str) -> Room | None:
        """Return the living room of a code, None if there is none."""
        room = self._rooms.get(code)
        if room is None or room.ended or self._is_idle(room):
            return None
        return room

    def open(self, name: Mapping[str, str], page: GuestPage, code: str, secret: str) -> Room:
        """
        Open a room, or find the one its guide has already.

        Parameters
        ----------
        name
            Name of the tour by language.
        page
            The page its guests get; a room that is open already keeps the one it has.
        code, secret
            As `new_pair` makes them, or those of the room a guide had before this server was started anew.

        Raises
        ------
        RoomError
            If there are too many rooms, code or secret are none, or the room is somebody else's.
        """
        if not _CODE.match(code) or not _SECRET.match(secret):
            raise RoomError("room-unknown")
        with self._lock:
            self._sweep()
            known = self._rooms.get(code)
            if known is not None:
                known.check(secret)
                return known
            if len(self._rooms) >= MAX_ROOMS:
                raise RoomError("rooms-full", most=MAX_ROOMS)
            room = self._rooms[code] = Room(code, secret, name, page)
            room.used_at = self._clock()
            return room

    def steer(self, code: str, secret: str, seq: Any, state: Any) -> None:
        """Tell the followers of a room what its guide shows now; raises `RoomError`."""
        room = self._living(code)
        room.steer(secret, seq, state)
        room.used_at = self._clock()

    def end(self, code: str, secret: str) -> None:
        """End a room; raises `RoomError` if there is none, or the secret is wrong."""
        self._living(code).end(secret)
        with self._lock:
            self._rooms.pop(code, None)

    def _living(self, code: str) -> Room:
        room = self.find(code)
        if room is None:
            raise RoomError("room-unknown")
        return room

    def _is_idle(self, room: Room) -> bool:
        return self._clock() - room.used_at > IDLE_S

    def _sweep(self) -> None:
        for room in [each for each in self._rooms.values() if each.ended or self._is_idle(each)]:
            if not room.ended:
                room.end()
            del self._rooms[room.code]


def _event(name: str, value: object) -> bytes:
    # JSON holds no line break of its own, so that nothing in it can begin another event
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f"event: {name}\ndata: {text}\n\n".encode()
