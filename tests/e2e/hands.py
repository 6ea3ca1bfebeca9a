"""Two ways to use the map: by mouse and by keyboard alone."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.support.browser import Visit

TABS_AT_MOST = 40
ARROWS_AT_MOST = 40

_FOCUS = """() => {
  const at = document.activeElement;
  return {id: at?.dataset?.placeId ?? null, map: Boolean(at?.closest('.leaflet-container'))};
}"""

# which way a place lies from the one that has the focus, longest way first
_WAYS = """([from, to]) => {
  const middle = (id) => {
    const shape = document.querySelector(`.leaflet-container [data-place-id="${id}"]`);
    const box = shape.getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const [[x0, y0], [x1, y1]] = [middle(from), middle(to)];
  const across = x1 < x0 ? 'ArrowLeft' : 'ArrowRight', along = y1 < y0 ? 'ArrowUp' : 'ArrowDown';
  return Math.abs(x1 - x0) > Math.abs(y1 - y0) ? [across, along] : [along, across];
}"""


class Hands(ABC):
    """Somebody who uses the map."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit

    @abstractmethod
    def choose(self, place_id: str) -> None:
        """Open a place on the map."""

    @abstractmethod
    def find(self, text: str) -> None:
        """Search for a text and take the first suggestion."""

    @abstractmethod
    def close(self) -> None:
        """Close what is open."""


class Mouse(Hands):
    """Point and click."""

    def choose(self, place_id: str) -> None:
        """Click the place on the map."""
        self.visit.tap(place_id)

    def find(self, text: str) -> None:
        """Click the field, type, click the first suggestion."""
        self.visit.search.click()
        self.visit.search.fill(text)
        self.visit.options.first.click()

    def close(self) -> None:
        """Click the close button."""
        self.visit.button("sheet.close").click()


class Keyboard(Hands):
    """Tab, arrows, Enter, Escape and `/`, and nothing else."""

    def choose(self, place_id: str) -> None:
        """Tab to the map, walk to the place with the arrows, open it with Enter."""
        self._tab_to_map()
        tried: set[tuple[str, str]] = set()
        for _ in range(ARROWS_AT_MOST):
            at = self._focus()["id"]
            if at == place_id:
                break
            assert isinstance(at, str), "the focus left the places"
            ways = self.visit.frame.evaluate(_WAYS, [at, place_id])
            way = next((each for each in ways if (at, each) not in tried), ways[1])
            tried.add((at, way))
            self._press(way)
        assert self._focus()["id"] == place_id, f"the arrows do not lead to {place_id}"
        self._press("Enter")

    def find(self, text: str) -> None:
        """Go to the field with `/`, type, take the suggestion marked."""
        self._press("/")
        expect(self.visit.search).to_be_focused()
        self.visit.page.keyboard.press("ControlOrMeta+a")
        self.visit.page.keyboard.insert_text(text)
        expect(self.visit.options.first).to_have_attribute("aria-selected", "true")
        self._press("Enter")

    def close(self) -> None:
        """Press Escape."""
        self._press("Escape")

    def _tab_to_map(self) -> None:
        for _ in range(TABS_AT_MOST):
            if self._focus()["id"] and self._focus()["map"]:
                return
            self._press("Tab")
        raise AssertionError("Tab does not lead to a place on the map")

    def _press(self, key: str) -> None:
        self.visit.page.keyboard.press(key)

    def _focus(self) -> dict[str, object]:
        focus: dict[str, object] = self.visit.frame.evaluate(_FOCUS)
        return focus
