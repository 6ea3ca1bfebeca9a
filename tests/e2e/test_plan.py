"""Somebody plans a walk: by mouse, by touch, by keyboard alone; shared, reloaded, and in a shell."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import gpxpy
import pytest
from playwright.sync_api import expect

from backlot.tours import TourStore, decode, encode, load_tours
from tests.support import sites
from tests.support.server import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Locator

    from tests.e2e.conftest import StartVisit
    from tests.support.browser import Visit
    from tests.support.server import Server

SIX = ("manchuria", "south-korea-street", "japan", "colonial-korea", "europe", "ancient-korea")
NAMES = {place_id: sites.features()[place_id]["name:en"] for place_id in SIX}
TABS_AT_MOST = 150


@pytest.fixture(scope="module")
def own_server(start_server: Callable[..., Server]) -> Server:
    """Start a server to keep the tours of this module."""
    return start_server()


class Planner(ABC):
    """Somebody who plans."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit

    @property
    def plan(self) -> Locator:
        """The panel of the plan."""
        return self.visit.viewer.get_by_role("complementary", name=self.visit.say("plan.label"))

    @property
    def field(self) -> Locator:
        """Where a stop is added by name."""
        return self.plan.get_by_role("combobox", name=self.visit.say("plan.add"), exact=True)

    def button(self, key: str, **values: object) -> Locator:
        """Return a button of the panel."""
        return self.plan.get_by_role("button", name=self.visit.say(key, **values), exact=True)

    def stops(self) -> list[str]:
        """Return the names on the cards, in order."""
        return self.plan.locator(".plan-item .row-name").all_inner_texts()

    def expect_stops(self, count: int) -> None:
        """Wait until there are so many cards."""
        expect(self.plan.locator(".plan-item")).to_have_count(count)

    def times(self) -> list[tuple[str, str]]:
        """Return when each stop is reached and left."""
        cards = self.plan.locator(".plan-item")
        arrive = cards.locator(".stop-arrive").all_inner_texts()
        return list(zip(arrive, cards.locator(".stop-leave").all_inner_texts(), strict=True))

    @abstractmethod
    def add(self, place_id: str, count: int) -> None:
        """Add a place as the stop with this number."""

    @abstractmethod
    def press(self, what: Locator) -> None:
        """Press something."""

    @abstractmethod
    def move_down(self, place_id: str, number: int) -> None:
        """Move a stop to one later."""


class MousePlanner(Planner):
    """Point, click and drag; the first stops come from the map."""

    def add(self, place_id: str, count: int) -> None:
        """Take the first two from the map, the others by name."""
        if count > 2:
            self.field.fill(NAMES[place_id])
            self.press(self.plan.get_by_role("option").first)
        else:
            self.visit.tap(place_id)
            self.press(self.visit.button("panel.add-to-walk"))
            self.press(self.visit.button("sheet.close"))
        self.expect_stops(count)

    def press(self, what: Locator) -> None:
        """Click."""
        what.click()

    def move_down(self, place_id: str, number: int) -> None:
        """Drag the handle below the next card."""
        handle = self._handle(place_id, number)
        # its card and the next one in sight, far from where the list scrolls by itself
        handle.evaluate(
            "(node) => node.scrollIntoView({block: 'start'}) ?? node.closest('.plan-body').scrollBy(0, -90)"
        )
        box, after = handle.bounding_box(), self.plan.locator(".plan-item").nth(number).bounding_box()
        assert box
        assert after
        self._drag(box["x"] + 20, box["y"] + 20, after["y"] + after["height"] - 12)

    def _handle(self, place_id: str, number: int) -> Locator:
        return self.button("plan.move", name=NAMES[place_id], n=number, count=len(SIX))

    def _drag(self, x: float, y: float, to: float) -> None:
        mouse = self.visit.page.mouse
        mouse.move(x, y)
        mouse.down()
        for part in range(1, 9):
            mouse.move(x, y + (to - y) * part / 8)
        mouse.up()


class TouchPlanner(MousePlanner):
    """Tap and drag with a finger."""

    def press(self, what: Locator) -> None:
        """Tap."""
        what.tap()

    def _drag(self, x: float, y: float, to: float) -> None:
        # Playwright taps but does not drag with a finger: the browser's own protocol does
        session = self.visit.page.context.new_cdp_session(self.visit.page)

        def touch(kind: str, *points: float) -> None:
            at = [{"x": x, "y": point} for point in points]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

        touch("touchStart", y)
        for part in range(1, 9):
            touch("touchMove", y + (to - y) * part / 8)
            self.visit.page.wait_for_timeout(30)
        touch("touchEnd")


class KeyboardPlanner(Planner):
    """Tab, arrows, Enter, Space and Escape, and nothing else."""

    def add(self, place_id: str, count: int) -> None:
        """Type the name, take the first suggestion."""
        self._tab_to(self.field)
        self.visit.page.keyboard.insert_text(NAMES[place_id])
        expect(self.plan.get_by_role("option").first).to_be_visible()
        self.visit.page.keyboard.press("Enter")
        self.expect_stops(count)

    def press(self, what: Locator) -> None:
        """Tab there and press Enter, or Space where it is a switch."""
        self._tab_to(what)
        is_switch = what.evaluate("(node) => node.matches('input')")
        self.visit.page.keyboard.press("Space" if is_switch else "Enter")

    def move_down(self, place_id: str, number: int) -> None:
        """Lift, one down, drop."""
        self._tab_to(self.button("plan.move", name=NAMES[place_id], n=number, count=len(SIX)))
        for key in ("Space", "ArrowDown", "Space"):
            self.visit.page.keyboard.press(key)

    def _tab_to(self, what: Locator) -> None:
        expect(what).to_be_visible()
        for way in ("Tab", "Shift+Tab"):
            for _ in range(TABS_AT_MOST):
                if what.evaluate("(node) => node === document.activeElement"):
                    return
                self.visit.page.keyboard.press(way)
        raise AssertionError(f"Tab does not lead to {what}")


def itinerary_by_command(server: Server, tour_id: str) -> dict[str, Any]:
    """Return what the command line says of a tour of the server's user."""
    environment = os.environ | {"BACKLOT_HOME": str(server.home / "own"), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "backlot", "plan", tour_id, "--json"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    itinerary: dict[str, Any] = json.loads(done.stdout)
    return itinerary


def saved_tours(server: Server) -> set[str]:
    """Return the ids of the tours that the server's user has saved."""
    return {tour.id for tour in TourStore.of_home(server.home / "own").list().tours}


@pytest.mark.parametrize("hands", [MousePlanner, TouchPlanner, KeyboardPlanner])
def test_a_six_stop_walk_is_planned(
    hands: type[Planner], visit: StartVisit, own_server: Server, tmp_path: Path
) -> None:
    """Built, one locked, put in order, a set closed, undone, exported, reloaded; the same in a shell."""
    seen = visit("/plan", server=own_server, has_touch=hands is TouchPlanner)
    seen.map_ready()
    planner = hands(seen)
    expect(planner.field).to_be_visible()
    for count, place_id in enumerate(SIX, start=1):
        planner.add(place_id, count)
    assert [NAMES[place_id] for place_id in SIX] == planner.stops()

    planner.press(planner.button("plan.lock", name=NAMES["manchuria"]))
    planner.press(planner.button("plan.order"))
    expect(planner.plan.locator(".plan-item .row-name").nth(1)).not_to_have_text(NAMES[SIX[1]])
    ordered = planner.stops()
    assert NAMES["manchuria"] == ordered[0]
    assert sorted(NAMES.values()) == sorted(ordered)

    second = next(place_id for place_id, name in NAMES.items() if name == ordered[1])
    planner.move_down(second, 2)
    expect(planner.plan.locator(".plan-item .row-name").nth(2)).to_have_text(ordered[1])
    planner.press(planner.button("plan.undo"))
    expect(planner.plan.locator(".plan-item .row-name").nth(1)).to_have_text(ordered[1])

    before = planner.times()
    planner.press(planner.plan.locator("summary", has_text=seen.say("plan.plan-b")))
    planner.press(planner.plan.get_by_role("checkbox", name=NAMES["europe"]))
    card = planner.plan.locator(".plan-item").nth(ordered.index(NAMES["europe"]))
    expect(card).to_contain_text(seen.say("walk.breaks.closed"))
    assert before != planner.times()
    planner.press(planner.button("plan.undo"))
    expect(card).not_to_contain_text(seen.say("walk.breaks.closed"))
    assert before == planner.times()

    known = saved_tours(own_server)
    planner.press(planner.button("plan.tours-unsaved"))
    tours = seen.viewer.get_by_role("dialog", name=seen.say("plan.tours-title"))
    with seen.page.expect_download() as saving:
        planner.press(tours.get_by_role("button", name=re.compile(re.escape(seen.say("plan.export.gpx")))))
    gpx = tmp_path / "walk.gpx"
    saving.value.save_as(gpx)
    route = gpxpy.parse(gpx.read_text(encoding="utf-8"))
    assert 6 == len(route.waypoints)
    planner.press(tours.get_by_role("button", name=seen.say("plan.save"), exact=True))
    expect(tours.get_by_role("button", name=seen.say("plan.saved"), exact=True)).to_be_visible()

    seen.page.reload()
    seen.map_ready()
    expect(planner.plan.locator(".plan-item")).to_have_count(6)
    assert ordered == planner.stops()
    assert before == planner.times()
    expect(planner.button("plan.tours")).to_be_visible()
    (tour_id,) = saved_tours(own_server) - known
    itinerary = itinerary_by_command(own_server, tour_id)
    assert ordered == [stop["name"]["en"] for stop in itinerary["stops"]]
    assert before == [(stop["arrive"], stop["leave"]) for stop in itinerary["stops"]]


def test_a_link_carries_the_plan_and_a_broken_one_loses_nothing(visit: StartVisit, server: Server) -> None:
    """A shared address shows the same stops; cut in half it says so, and one's own plan stays."""
    tour = load_tours(sites.SHIPPED).get("square-to-arch")
    assert tour is not None
    text = encode(tour)
    seen = visit(f"/plan?plan={quote(text)}", server=server)
    planner = MousePlanner(seen)
    planner.expect_stops(len(tour.stops))
    assert decode(seen.query()["plan"]).stops == decode(text).stops
    seen.page.goto(f"{server.origin}/plan?plan={quote(text[: len(text) // 2])}")
    seen.map_ready()
    expect(planner.plan.get_by_role("alert").filter(visible=True)).to_contain_text(
        seen.say("plan.link.cut")
    )
    planner.expect_stops(len(tour.stops))


def test_a_plan_that_does_not_fit_says_what_to_cut(visit: StartVisit, server: Server) -> None:
    """In words and red, with cuts to tap that make it fit."""
    seen = visit("/plan", server=server)
    planner = MousePlanner(seen)
    planner.plan.get_by_role("button", name=re.compile("90 minutes")).first.click()
    planner.expect_stops(10)
    back = planner.plan.get_by_role("textbox", name=seen.say("plan.back-by"), exact=True)
    back.fill("10:15")
    back.press("Enter")
    late = planner.plan.locator(".result")
    expect(late).to_contain_text(seen.say("plan.result.back-by", time="10:15", slack="").strip())
    expect(late).to_contain_text("too late")
    cuts = planner.plan.locator(".result-cuts").get_by_role("button")
    for _ in range(6):
        if cuts.count() == 0:
            break
        before = planner.plan.locator(".result").inner_text()
        cuts.first.click()
        expect(planner.plan.locator(".result")).not_to_have_text(before, use_inner_text=True)
    expect(late).to_contain_text("to spare")


def test_two_windows_that_save_one_tour_get_a_choice(visit: StartVisit, own_server: Server) -> None:
    """The second is asked which to keep; nothing is overwritten unseen."""
    first = visit("/view?mode=plan", server=own_server)
    planner = MousePlanner(first)
    planner.add("japan", 1)
    planner.press(planner.button("plan.tours-unsaved"))
    first.button("plan.save").click()
    expect(first.button("plan.saved")).to_be_visible()
    tour_id = str(first.frame.evaluate("window.backlotApp.planning.tour.id"))
    store = TourStore.of_home(own_server.home / "own")
    store.save(load := store.load(tour_id))
    assert 2 == store.load(tour_id).revision
    first.button("sheet.close").click()
    planner.button("plan.more", label=first.say("plan.group")).click()
    planner.press(planner.button("plan.tours-unsaved"))
    first.expect_status(409)
    first.button("plan.save").click()
    first.button("sheet.close").click()
    expect(planner.plan.get_by_text(first.say("plan.conflict"))).to_be_visible()
    assert load.group_size == store.load(tour_id).group_size
    planner.button("plan.conflict.copy").click()
    expect(planner.plan.get_by_text(first.say("plan.conflict"))).to_be_hidden()
    assert 2 == store.load(tour_id).revision
