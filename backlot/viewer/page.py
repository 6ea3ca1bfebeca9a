"""Join folium's page, the scene and our assets into one self-contained page.

Everything is inline: Leaflet, style sheet, ES modules (as `data:` modules under an import
map), texts as JSON with `<` written as an escape. The page asks nothing of any network.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from backlot.viewer.folium_map import draw
from backlot.viewer.lean import lean
from backlot.viewer.scene import in_languages, make_scene

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backlot.catalog import Catalog
    from backlot.films import Films
    from backlot.pictures import Library

_ASSETS = Path(__file__).parent / "assets"
_SHEETS = (
    "viewer.css",
    "gallery.css",
    "route.css",
    "plan.css",
    "present.css",
    "follow.css",
    "take.css",
    "code.css",
    "films.css",
    "pack.css",
)
_MODULE_PREFIX = "#viewer/"
_FOR_SERVERS = frozenset(
    {"follow.js", "follow.css", "presentroom.js", "room.js", "takehow.js", "takeshare.js"}
)
"""What is of use with a server alone: what is taken along has no rooms, and makes nothing itself."""
_STATIC_IMPORT = re.compile(r'^import [^"]*"#viewer/([\w.-]+)";', re.MULTILINE)
_RANDOM_NAME = re.compile(r"[0-9a-f]{32}")
# what an address cannot hold as it is: line ends are left out of it, and signs mean something in it
_IN_ADDRESS = str.maketrans({char: quote(char, safe="") for char in "%#?\n\r\t"})

LEAFLET_NOTICE = "Leaflet 1.9.3, (c) 2010-2022 Vladimir Agafonkin, BSD-2-Clause"


@dataclass(frozen=True, slots=True)
class Planning:
    """Addresses of the walk graph, of what a plan asks Python for, of the user's tours, of taking along."""

    walks: str = "/api/walks"
    plan: str = "/api/plan"
    tours: str = "/api/tours"
    take: str = "/api/take"


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
    pack
        What a viewer that is taken along says of itself, as plain JSON; None for one that a server shows.
    """

    corrections: str | None = "/api/corrections"
    placing: str | None = "/api/pictures/position"
    planning: Planning | None = field(default_factory=lambda: Planning())
    rooms: str | None = "/api/rooms"
    follow: str | None = None
    framed: bool = True
    pictures: str = "/pictures/"
    pack: Mapping[str, Any] | None = None

    @classmethod
    def alone(cls, pack: Mapping[str, Any], *, pictures: str) -> Host:
        """Return a host without any service: a file or a folder that is taken along."""
        return cls(
            corrections="",
            placing=None,
            planning=None,
            rooms=None,
            framed=True,
            pictures=pictures,
            pack=pack,
        )


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered viewer: its HTML, the policy it must be served with, and its content hash."""

    html: str
    policy: str
    digest: str


def render(
    catalog: Catalog,
    host: Host | None = None,
    library: Library | None = None,
    inline: Mapping[str, object] = MappingProxyType({}),
    films: Films | None = None,
) -> Page:
    """Render the viewer of a catalogue for a host.

    The content hash depends on data, words and assets, never on the nonce.

    Parameters
    ----------
    catalog, library
        The places and their pictures.
    host
        What shows the page; the app itself unless said otherwise.
    inline
        Further JSON that the page carries, by the id of its element: what a server would be asked for.
    films
        The films tied to the places.

    Raises
    ------
    DataError
        If the catalogue holds an id that could not safely be put on a page.
    """
    host = host or Host()
    drawing = draw(catalog)
    scene = make_scene(catalog, library, films, pictures=host.pictures) | {
        "host": {
            "corrections": host.corrections,
            "placing": host.placing,
            "planning": asdict(host.planning) if host.planning else None,
            "rooms": host.rooms,
            "follow": {"events": host.follow} if host.follow else None,
            "pack": host.pack,
        }
    }
    if drawing.geometry:
        scene["geometry"] = drawing.geometry
    if host.pack:
        scene = in_languages(scene, catalog.site.languages)
    head, tail = _head(scene, _FOR_SERVERS if host.pack else frozenset()), _tail(drawing.late, inline)
    page = _without_outside(_with_steady_names(drawing.html)).replace("</head>", f"{head}\n</head>", 1)
    page = page.replace("</html>", f"{tail}\n</html>", 1)
    digest = hashlib.sha256((page + policy(host, "")).encode()).hexdigest()[:16]
    # nobody answers for a file: the same content is the same file, to the last byte
    nonce = digest if host.pack else secrets.token_urlsafe(16)
    if host.pack:
        # no server sends a header along
        tag = f'<meta http-equiv="Content-Security-Policy" content="{policy(host, nonce)}">'
        page = page.replace("<head>", f"<head>\n{tag}", 1)
    return Page(_with_nonce(page, nonce), policy(host, nonce), digest)


def policy(host: Host, nonce: str) -> str:
    """Return the Content-Security-Policy of a host: what is not named is forbidden."""
    if host.pack:
        return _policy_of_pack(host.pack["form"], nonce)
    parts = [
        "default-src 'none'",
        f"script-src 'nonce-{nonce}'",
        "style-src 'unsafe-inline'",
        # kept bytes of a tour's pictures are shown as blobs
        "img-src 'self' data: blob:",
        "connect-src 'self'" if _asks(host) else "connect-src 'none'",
        # and so are the clips beside it, which only a server can hold
        *(["media-src blob:"] if host.planning else []),
        "base-uri 'none'",
        "form-action 'none'",
    ]
    parts.append("frame-ancestors 'self'" if host.framed else "frame-ancestors 'none'")
    return "; ".join(parts)


def _policy_of_pack(form: str, nonce: str) -> str:
    """
    Return the policy of what is taken along, which stands in the page itself.

    A file holds all it shows and asks nobody; a folder asks only for what lies in it.
    """
    own = "'self' " if form == "web" else ""
    parts = [
        "default-src 'none'",
        f"script-src 'nonce-{nonce}'",
        "style-src 'unsafe-inline'",
        f"img-src {own}data: blob:",
        "media-src blob:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    if own:
        parts += ["connect-src 'self'", "worker-src 'self'", "manifest-src 'self'"]
    return "; ".join(parts)


def _asks(host: Host) -> bool:
    return any((host.corrections, host.placing, host.planning, host.rooms, host.follow))


def _with_steady_names(page: str) -> str:
    """Name folium's objects by number, which names them at random."""
    names: dict[str, str] = {}
    return _RANDOM_NAME.sub(lambda found: names.setdefault(found[0], str(len(names))), page)


def _with_nonce(page: str, nonce: str) -> str:
    return re.sub(r"<script\b", f'<script nonce="{nonce}"', page)


def _without_outside(page: str) -> str:
    """Drop what folium still names from outside, which an empty asset list leaves behind."""
    return re.sub(r'<(?:script|link)\b[^>]*(?:src|href)="https?://[^>]*>(?:</script>)?', "", page)


def _head(scene: dict[str, object], left_out: frozenset[str]) -> str:
    return "\n".join(
        [
            '<link rel="icon" href="data:,">',
            f"<!-- {LEAFLET_NOTICE} -->",
            f"<style>{_leaflet('leaflet.css')}</style>",
            *(f"<style>{_sheet(name)}</style>" for name in _SHEETS if name not in left_out),
            f"<script>{_leaflet('leaflet.js')}\nL.Renderer.mergeOptions({{padding: 0.4}});</script>",
            f'<script type="importmap">{_import_map(left_out)}</script>',
            _json_script("scene", scene),
        ]
    )


def json_for_html(value: object) -> str:
    """Write JSON that no HTML parser can leave: `<` becomes an escape inside strings."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _sheet(name: str) -> str:
    return lean((_ASSETS / name).read_text(encoding="utf-8"))


@cache
def _leaflet(name: str) -> str:
    text = files("xstatic.pkg.leaflet").joinpath("data", name).read_text(encoding="utf-8")
    return text.replace("//# sourceMappingURL=leaflet.js.map", "")


@cache
def _import_map(left_out: frozenset[str] = frozenset()) -> str:
    paths = [path for path in sorted(_ASSETS.glob("*.js")) if path.name not in left_out]
    modules = {_MODULE_PREFIX + path.name: _data_module(path) for path in paths}
    return json_for_html({"imports": modules})


def _data_module(path: Path) -> str:
    # written out, not in base 64: packed, that is a third smaller; errors name the file, not its content
    source = f"{lean(path.read_text(encoding='utf-8'))}\n//# sourceURL=viewer/{path.name}\n"
    text = source.translate(_IN_ADDRESS)
    return f"data:text/javascript;charset=utf-8,{text}"


def _tail(late: list[dict[str, object]], inline: Mapping[str, object]) -> str:
    # the module comes last: it needs the map that folium's own script makes
    return "\n".join(
        [
            _json_script("late", late),
            *(_json_script(name, value) for name, value in inline.items()),
            f'<script type="module">{_start()}</script>',
        ]
    )


@cache
def _start() -> str:
    """
    Return the script that starts the viewer.

    It names all modules that are needed at once, for a browser that finds them one behind the other asks
    for them one after the other.
    """
    found, waiting = {"main.js"}, ["main.js"]
    while waiting:
        text = (_ASSETS / waiting.pop()).read_text(encoding="utf-8")
        fresh = set(_STATIC_IMPORT.findall(text)) - found
        found |= fresh
        waiting += sorted(fresh)
    first = "".join(f'import "{_MODULE_PREFIX}{name}";' for name in sorted(found - {"main.js"}))
    return f'{first}import "{_MODULE_PREFIX}main.js";'


def _json_script(name: str, value: object) -> str:
    return f'<script type="application/json" id="{name}">{json_for_html(value)}</script>'
