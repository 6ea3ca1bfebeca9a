"""Thirty guests on one laptop: over real connections, each hears of every step in good time."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn

from tests.rooms.hands import Tour, state
from tests.support.asgi import run

GUESTS = 30
STEPS = 20
WITHIN_S = 1.0


@asynccontextmanager
async def served(tour: Tour) -> AsyncIterator[int]:
    """Serve an app on a free port; yield the port."""
    server = uvicorn.Server(uvicorn.Config(tour.app, port=0, log_level="error", lifespan="off"))
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await task


async def follow(port: int, code: str, ready: asyncio.Semaphore) -> list[float]:
    """Follow a room over a connection of one's own; return when each step arrived."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /follow/{code}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    arrived: list[float] = []
    while line := await reader.readline():
        if line.startswith(b"event: room"):
            ready.release()
        if line.startswith(b'data: {"version"'):
            arrived.append(time.perf_counter())
            assert len(arrived) - 1 == json.loads(line.removeprefix(b"data: "))["at"]
        if line.startswith(b"event: end"):
            break
    writer.close()
    return arrived


async def steer(port: int, room: dict[str, Any], number: int) -> None:
    """Tell of one step, as the guide's page does."""
    body = json.dumps({"seq": number + 1, "state": state(number)}).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /api/rooms/{room['code']}/state HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
    head += (
        f"Content-Type: application/json\r\nX-Steer: {room['steer']}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    assert b" 200 " in (await reader.read()).splitlines()[0]
    writer.close()


async def walk() -> list[float]:
    """Lead all guests through a tour; return how long each step took to reach each of them, in seconds."""
    tour = Tour()
    room = tour.open()
    ready = asyncio.Semaphore(0)
    sent = []
    async with served(tour) as port:
        guests = [asyncio.create_task(follow(port, room["code"], ready)) for _ in range(GUESTS)]
        for _ in guests:
            await ready.acquire()
        for number in range(STEPS):
            sent.append(time.perf_counter())
            await steer(port, room, number)
            await asyncio.sleep(0.03)
        tour.rooms.end(room["code"], room["steer"])
        arrived = await asyncio.gather(*guests)
    return [at - sent[number] for each in arrived for number, at in enumerate(each)]


def test_thirty_guests_hear_of_every_step_within_a_second() -> None:
    """At the 95th percentile, taken where it arrives."""
    taken = run(walk())
    assert GUESTS * STEPS == len(taken)
    assert statistics.quantiles(taken, n=20)[-1] < WITHIN_S
