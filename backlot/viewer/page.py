"""Join folium's page, the scene and our assets into one self-contained page.

Everything is inline: Leaflet, style sheet, ES modules (as `data:` modules under an import
map), texts as JSON with `<` written as an escape. The page asks nothing of any network.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from backlot.viewer.folium_map import draw
from backlot.viewer.scene import make_scene

if TYPE_CHECKING:
    from backlot.catalog import Catalog
    from backlot.pictures import Library

_ASSETS = Path(__file__).parent / "assets"
_SHEETS = ("viewer.css", "gallery.css", "route.css", "plan.css", "present.css", "follow.css")
_MODULE_PREFIX = "#viewer/"
_RANDOM_NAME = re.compile(r"[0-9a-f]{32}")

LEAFLET_NOTICE = "Leaflet 1.9.3, (c) 2010-2022 Vladimir Agafonkin, BSD-2-Clause"


@dataclass(frozen=True, slots=True)
class Planning:
    """Addresses of the walk graph, of what a plan asks Python for, and of the user's tours."""

    walks: str = "/api/walks"
    plan: str = "/api/plan"
    tours: str = "/api/tours"


@dataclass(frozen=True, slots=True)
class Host:
    """What the place that shows the viewer can do for it.

    Parameters
    ----------
    corrections
        Address of the service that keeps corrections; an empty text keeps them in the
        browser, None does without them.
    planning
        Addresses of the services that planning asks; None does without them.
    rooms
        Address of the service that opens rooms for guests, None does without it.
    follow
        Address of a room's events: the page of a guest, who follows the guide.
    placing
        Address of the service that places one's own photographs, None does without it.
    framed
        Whether a page of the same origin may show the viewer in a frame.
    pictures
        What the address of a picture begins with.
    """

    corrections: str | None = "/api/corrections"
    placing: str | None = "/api/pictures/position"
    planning: Planning | None = field(default_factory=lambda: Planning())
    rooms: str | None = "/api/rooms"
    follow: str | None = None
    framed: bool = True
    pictures: str = "/pictures/"


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered viewer: its HTML, the policy it must be served with, and its content hash."""

    html: str
    policy: str
    digest: str


def render(catalog: Catalog, host: Host | None = None, library: Library | None = None) -> Page:
    """Render the viewer of a catalogue for a host.

    The content hash depends on data, words and assets, never on the nonce.

    Raises
    ------
    DataError
        If the catalogue holds an id that could not safely be put on a page.
    """
    host = host or Host()
    drawing = draw(catalog)
    scene = make_scene(catalog, library, pictures=host.pictures) | {
        "host": {
            "corrections": host.corrections,
            "placing": host.placing,
            "planning": asdict(host.planning) if host.planning else None,
            "rooms": host.rooms,
            "follow": {"events": host.follow} if host.follow else None,
        }
    }
    if drawing.geometry:
        scene["geometry"] = drawing.geometry
    head, tail = _head(scene), _tail(drawing.late)
    page = _without_outside(drawing.html).replace("</head>", f"{head}\n</head>", 1)
    page = page.replace("</html>", f"{tail}\n</html>", 1)
    # folium names its objects at random; all else on the page decides the hash
    steady = _RANDOM_NAME.sub("", drawing.html) + head + tail + policy(host, "")
    digest = hashlib.sha256(steady.encode()).hexdigest()[:16]
    nonce = secrets.token_urlsafe(16)
    return Page(_with_nonce(page, nonce), policy(host, nonce), digest)


def policy(host: Host, nonce: str) -> str:
    """Return the Content-Security-Policy of a host: what is not named is forbidden."""
    parts = [
        "default-src 'none'",
        f"script-src 'nonce-{nonce}'",
        "style-src 'unsafe-inline'",
        # kept bytes of a tour's pictures are shown as blobs
        "img-src 'self' data: blob:",
        "connect-src 'self'" if _asks(host) else "connect-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    parts.append("frame-ancestors 'self'" if host.framed else "frame-ancestors 'none'")
    return "; ".join(parts)


def _asks(host: Host) -> bool:
    return any((host.corrections, host.placing, host.planning, host.rooms, host.follow))


def _with_nonce(page: str, nonce: str) -> str:
    return re.sub(r"<script\b", f'<script nonce="{nonce}"', page)


def _without_outside(page: str) -> str:
    """Drop what folium still names from outside, which an empty asset list leaves behind."""
    return re.sub(r'<(?:script|link)\b[^>]*(?:src|href)="https?://[^>]*>(?:</script>)?', "", page)


def _head(scene: dict[str, object]) -> str:
    return "\n".join(
        [
            '<link rel="icon" href="data:,">',
            f"<!-- {LEAFLET_NOTICE} -->",
            f"<style>{_leaflet('leaflet.css')}</style>",
            *(f"<style>{(_ASSETS / name).read_text(encoding='utf-8')}</style>" for name in _SHEETS),
            f"<script>{_leaflet('leaflet.js')}\nL.Renderer.mergeOptions({{padding: 0.4}});</script>",
            f'<script type="importmap">{_import_map()}</script>',
            _json_script("scene", scene),
        ]
    )


def json_for_html(value: object) -> str:
    """Write JSON that no HTML parser can leave: `<` becomes an escape inside strings."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


@cache
def _leaflet(name: str) -> str:
    text = files("xstatic.pkg.leaflet").joinpath("data", name).read_text(encoding="utf-8")
    return text.replace("//# sourceMappingURL=leaflet.js.map", "")


@cache
def _import_map() -> str:
    modules = {_MODULE_PREFIX + path.name: _data_module(path) for path in sorted(_ASSETS.glob("*.js"))}
    return json_for_html({"imports": modules})


def _data_module(path: Path) -> str:
    return "data:text/javascript;base64," + base64.b64encode(path.read_bytes()).decode()


def _tail(late: list[dict[str, object]]) -> str:
    # the module comes last: it needs the map that folium's own script makes
    return "\n".join(
        [
            _json_script("late", late),
            f'<script type="module">import "{_MODULE_PREFIX}main.js";</script>',
        ]
    )


def _json_script(name: str, value: object) -> str:
    return f'<script type="application/json" id="{name}">{json_for_html(value)}</script>'
