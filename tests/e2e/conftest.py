"""Servers to visit and a browser to visit them with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.support.browser import LOAD_MS, TIMEOUT_MS, Visit, Watch, launch
from tests.support.server import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

DESK = {"width": 1280, "height": 800}


class StartVisit(Protocol):
    """Open a new visit: a browser profile of its own."""

    def __call__(
        self, path: str = "/", *, server: Server | None = None, language: str = "en", **context: Any
    ) -> Visit:
        """Open an address of a server, the shipped one when None."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies here as driving a browser."""
    for item in items:
        if "/e2e/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests."""
    expect.set_options(timeout=TIMEOUT_MS)
    with sync_playwright() as playwright:
        running = launch(playwright)
        yield running
        running.close()


@pytest.fixture(scope="session")
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Start servers, and stop them at the end; none may have tried to leave the machine."""
    servers: list[Server] = []

    def start(geodata: Path | None = None, *, bind: bool = True) -> Server:
        server = Server(tmp_path_factory.mktemp("server"), geodata, bind=bind)
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def server(start_server: Callable[..., Server]) -> Server:
    """Start the app on the shipped data, for all tests that change nothing on it."""
    return start_server()


@pytest.fixture
def visit(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[StartVisit]:
    """Open visits; fail on any outside request, page error or console error in one of them."""
    watches: list[tuple[Watch, Server]] = []

    def start(
        path: str = "/", *, server: Server | None = None, language: str = "en", **context: Any
    ) -> Visit:
        used: Server = server or request.getfixturevalue("server")
        options = {"viewport": DESK, "locale": "en-GB", "color_scheme": "light", **context}
        profile = chromium.new_context(**options)
        profile.set_default_timeout(TIMEOUT_MS)
        profile.set_default_navigation_timeout(LOAD_MS)
        request.addfinalizer(profile.close)
        watch = Watch(profile, used.origin)
        watches.append((watch, used))
        return Visit(profile.new_page(), watch, used.origin, language).go(path)

    yield start
    for watch, used in watches:
        assert watch.problems == []
        assert used.left_the_machine == ""
        assert "Traceback" not in used.output
