"""What Streamlit's page carries of ours: style sheet, themes, the bridge's script, hints.

Served once under its content hash and kept by the browser, so that a rerun moves none of it.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit
from starlette.responses import Response
from starlette.routing import Route

from backlot import lang
from backlot.ui import maps
from backlot.viewer import THEMES

if TYPE_CHECKING:
    from starlette.requests import Request

ADDRESS = "/shell"
MAP_PAGES = ("/", "/films", "/plan", "/present", "/takealong")
NOT_PAGES = (
    "/follow/",
    "/guide/",
    "/view",
    "/api/",
    "/pictures/",
    "/shell/",
    "/static/",
    "/_stcore/",
    "/component/",
)
YEAR_S = 31_536_000
MAX_UPLOAD_MB = int(streamlit.get_option("server.maxUploadSize"))

_ASSETS = Path(__file__).parent / "assets"
_CHUNKS = Path(streamlit.__file__).parent / "static" / "static" / "js"
# Streamlit loads these only when the page asks for a frame and a component
_LATE_CHUNKS = ("IFrame.", "BidiComponent.")


@cache
def files() -> dict[str, tuple[str, str]]:
    """Return the files by name: content and media type."""
    themes = {name: dict(theme) for name, theme in THEMES.items()}
    script = (_ASSETS / "bridge.js").read_text(encoding="utf-8")
    sheet = (_ASSETS / "frame.css").read_text(encoding="utf-8")
    return {
        "frame.css": (_theme_rules() + _word_rules() + sheet, "text/css"),
        "bridge.js": (f"const THEMES = {json.dumps(themes)};\n{script}", "text/javascript"),
    }


@cache
def digest() -> str:
    """Content hash of all files."""
    return hashlib.sha256(json.dumps(files(), sort_keys=True).encode()).hexdigest()[:16]


def address(name: str) -> str:
    """Where a file is served."""
    return f"{ADDRESS}/{digest()}/{name}"


def head() -> str:
    """Return the elements to put into the head of Streamlit's page."""
    parts = [
        f"<script>{(_ASSETS / 'boot.js').read_text(encoding='utf-8')}</script>",
        f'<link rel="stylesheet" href="{address("frame.css")}">',
        f'<link rel="modulepreload" href="{address("bridge.js")}">',
        *(f'<link rel="modulepreload" href="./static/js/{name}">' for name in late_chunks()),
    ]
    return "\n".join(parts)


def body() -> str:
    """Return what the body of the map's page ends with: the map's own frame, at once."""
    page = maps.rendered()
    # "now" is answered with the map there is; it waits for the first one
    address = f"/view/{page.digest if page else 'now'}"
    return f"<script>backlotMap.show({json.dumps(address)})</script>"


@cache
def late_chunks() -> tuple[str, ...]:
    """Return Streamlit's script files for frames and components, with what they import.

    Found by name in the installed Streamlit; none if another version names them otherwise.
    """
    first = [p.name for p in sorted(_CHUNKS.glob("*.js")) if p.name.startswith(_LATE_CHUNKS)]
    found: dict[str, None] = {}
    while first:
        name = first.pop()
        if name in found or name.startswith("index."):
            continue
        found[name] = None
        text = (_CHUNKS / name).read_text(encoding="utf-8")
        first += [each for each in re.findall(r'from"\./([\w.-]+\.js)"', text) if each not in found]
    return tuple(found)


def _theme_rules() -> str:
    """Return custom properties of each theme, by the mark that `boot.js` and the bridge set."""
    rules = []
    for name, theme in THEMES.items():
        values = ";".join(f"--{k}:{v}" for k, v in theme.items() if isinstance(v, str))
        rules.append(f'html[data-backlot-theme="{name}"]{{{values};color-scheme:{theme["scheme"]}}}')
    return "\n".join(rules) + "\n"


def _word_rules() -> str:
    """Return the words that the style sheet puts in place of Streamlit's own, by the page's language."""
    rules = []
    for code in lang.languages():
        said = {
            "upload": lang.say(code, "page.upload"),
            "upload-limit": lang.say(code, "page.upload-limit", limit=MAX_UPLOAD_MB),
        }
        # JSON strings are CSS strings
        values = ";".join(
            f"--say-{name}:{json.dumps(text, ensure_ascii=False)}" for name, text in said.items()
        )
        rules.append(f"html:lang({code}){{{values}}}")
    return "\n".join(rules) + "\n"


async def file(request: Request) -> Response:
    """Answer with a file; under its own hash it is kept for good."""
    found = files().get(request.path_params["name"])
    if found is None:
        return Response(status_code=404)
    content, kind = found
    lasting = request.path_params["digest"] == digest()
    cache_control = f"public, max-age={YEAR_S}, immutable" if lasting else "no-cache"
    headers = {"Cache-Control": cache_control, "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type=kind, headers=headers)


SHELL_ROUTES = [Route(ADDRESS + "/{digest}/{name}", file)]
