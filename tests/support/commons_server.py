"""Stand in for Wikimedia Commons on this machine: its API's answers, its pictures, and its bad days."""

from __future__ import annotations

import gzip
import json
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import md5, sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from PIL import Image

WIDTHS = (20, 40, 60, 120, 250, 330, 500, 960, 1280, 1920, 3840)


@cache
def jpeg(seed: int = 1) -> bytes:
    """Return a JPEG nobody has drawn before, 80 kB of grain: few pixels, for each test scales it."""
    grain = Image.effect_noise((300, 200), 60 + seed)
    file = BytesIO()
    turned = grain.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    Image.merge("RGB", (grain, turned, grain)).save(file, "JPEG", quality=97, subsampling=0)
    return file.getvalue()


def facts(**values: str) -> dict[str, Any]:
    """Return `extmetadata` as Commons gives it for a photograph under CC BY-SA 4.0; '' leaves a key out."""
    known = {
        "DateTime": "2016-05-03 09:12:44",
        "ObjectName": "A gate",
        "Categories": "Self-published work|CC-BY-SA-4.0",
        "ImageDescription": "A <b>gate</b>",
        "DateTimeOriginal": "2015-09-28 10:21:33",
        "Credit": '<span class="int-own-work" lang="en">Own work</span>',
        "Artist": '<a href="//commons.wikimedia.org/wiki/User:Example" title="User:Example">Ann Example</a>'
        " &amp; Sons",
        "LicenseShortName": "CC BY-SA 4.0",
        "UsageTerms": "Creative Commons Attribution-Share Alike 4.0",
        "AttributionRequired": "true",
        "LicenseUrl": "https://creativecommons.org/licenses/by-sa/4.0",
        "Copyrighted": "True",
        "Restrictions": "",
        "License": "cc-by-sa-4.0",
    } | values
    sources = {"License": "commons-templates", "DateTime": "mediawiki-metadata"}
    return {
        "CommonsMetadataExtension": {"value": 1.2, "source": "extension", "hidden": ""},
        **{
            key: {"value": value, "source": sources.get(key, "commons-desc-page")}
            for key, value in known.items()
            if value or key == "Restrictions"
        },
    }


def question_of(path: str) -> dict[str, str]:
    """Return the parameters of a question to the API."""
    return {key: values[-1] for key, values in parse_qs(urlsplit(path).query).items()}


@dataclass
class File:
    """A file on the server: its bytes, what is known of it, and the size its original is said to have."""

    data: bytes
    facts: dict[str, Any] = field(default_factory=facts)
    mime: str = "image/jpeg"
    width: int = 2400
    height: int = 1600
    etag: str = ""


@dataclass(frozen=True)
class Request:
    """What was asked: the path with its query, and the headers."""

    path: str
    headers: Mapping[str, str]

    @property
    def is_api(self) -> bool:
        """Whether it was a question to the API."""
        return self.path.startswith("/w/api.php")


class Exchange:
    """One request being answered; a fault takes it and answers instead of the server."""

    def __init__(self, handler: BaseHTTPRequestHandler) -> None:
        self.handler = handler
        self.path = handler.path

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Answer with a body; `Retry_After` is written for Retry-After."""
        self.handler.send_response(status)
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.handler.send_header("Content-Length", str(len(body)))
        self.handler.end_headers()
        self.handler.wfile.write(body)

    def drop(self) -> None:
        """Break the connection as it is, with a reset."""
        self.handler.wfile.flush()
        self.handler.close_connection = True
        connection = self.handler.connection
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.shutdown(socket.SHUT_RDWR)


Fault = Callable[[Exchange], None]


class CommonsServer:
    """
    A server that speaks as Commons does.

    Faults wait in two queues, `api_faults` and `file_faults`: each request takes the next one, and is
    answered as usual when there is none.
    """

    def __init__(self) -> None:
        self.files: dict[str, File] = {}
        self.redirects: dict[str, str] = {}
        self.moved: dict[str, str] = {}
        self.requests: list[Request] = []
        self.api_faults: list[Fault] = []
        self.file_faults: list[Fault] = []
        self.most_at_once = 0
        self._at_once = 0
        self._lock = threading.Lock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                server._handle(self)

            def log_message(self, *args: object) -> None:
                pass

        class Listener(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *args: object) -> None:
                """Say nothing: connections are broken here on purpose."""

        self._listener = Listener(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self._listener.server_address[1]}"
        self.api = f"{self.origin}/w/api.php"
        self._thread = threading.Thread(
            target=self._listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End the server."""
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join(5)

    def put(self, name: str, file: File | None = None) -> File:
        """Keep a file under its name without "File:"."""
        made = file or File(jpeg(seed=len(self.files) + 1))
        self.files[f"File:{name}"] = made
        return made

    def asked(self, *, api: bool) -> list[Request]:
        """Return the questions to the API, or the downloads."""
        return [request for request in self.requests if request.is_api is api]

    def _handle(self, handler: BaseHTTPRequestHandler) -> None:
        exchange = Exchange(handler)
        with self._lock:
            request = Request(handler.path, dict(handler.headers.items()))
            self.requests.append(request)
            faults = self.api_faults if request.is_api else self.file_faults
            fault = faults.pop(0) if faults else None
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            if fault is not None:
                fault(exchange)
            elif request.is_api:
                self._answer(exchange, question_of(handler.path))
            else:
                self._send(exchange)
        finally:
            with self._lock:
                self._at_once -= 1

    def _answer(self, exchange: Exchange, question: Mapping[str, str]) -> None:
        body = json.dumps(self._query(question)).encode()
        exchange.answer(
            200,
            gzip.compress(body),
            Content_Type="application/json; charset=utf-8",
            Content_Encoding="gzip",
        )

    def _query(self, question: Mapping[str, str]) -> dict[str, Any]:
        assert ("query", "2") == (question["action"], question["formatversion"])
        asked = question["titles"]
        query: dict[str, Any] = {}
        title = asked.replace("_", " ")
        if title != asked:
            query["normalized"] = [{"fromencoded": False, "from": asked, "to": title}]
        if title in self.redirects and question.get("redirects"):
            query["redirects"] = [{"from": title, "to": self.redirects[title]}]
            title = self.redirects[title]
        file = self.files.get(title)
        page: dict[str, Any] = {"ns": 6, "title": title}
        if file is None:
            page |= {"missing": True, "imagerepository": ""}
        else:
            page = {
                "pageid": 4711,
                **page,
                "imagerepository": "local",
                "imageinfo": [self._info(title, file, int(question["iiurlwidth"]))],
            }
        return {"batchcomplete": True, "query": {**query, "pages": [page]}}

    def _info(self, title: str, file: File, wanted_px: int) -> dict[str, Any]:
        name = title.removeprefix("File:").replace(" ", "_")
        digest = md5(name.encode(), usedforsecurity=False).hexdigest()
        folder = f"{digest[0]}/{digest[:2]}/{quote(name)}"
        original = f"{self.origin}/wikipedia/commons/{folder}"
        thumb, width = original, file.width
        if file.width > wanted_px:
            thumb = f"{self.origin}/wikipedia/commons/thumb/{folder}/{wanted_px}px-{quote(name)}"
            width = wanted_px
        return {
            "size": len(file.data),
            "width": file.width,
            "height": file.height,
            "thumburl": thumb,
            "thumbwidth": width,
            "thumbheight": file.height * width // file.width,
            "responsiveUrls": {},
            "url": original,
            "descriptionurl": f"https://commons.wikimedia.org/wiki/File:{quote(name)}",
            "descriptionshorturl": "https://commons.wikimedia.org/w/index.php?curid=4711",
            "sha1": sha1(file.data, usedforsecurity=False).hexdigest(),
            "mime": file.mime,
            "extmetadata": file.facts,
        }

    def _send(self, exchange: Exchange) -> None:
        path = unquote(urlsplit(exchange.path).path)
        if path in self.moved:
            exchange.answer(301, Location=self.moved[path])
            return
        wanted = re.fullmatch(r"/wikipedia/commons/thumb/./../[^/]+/(\d+)px-([^/]+)", path)
        if wanted and int(wanted[1]) not in WIDTHS:
            exchange.answer(429, b"Use thumbnail steps listed on https://w.wiki/GHai")
            return
        file = self.files.get("File:" + path.rpartition("/")[2].split("px-")[-1].replace("_", " "))
        if file is None:
            exchange.answer(404, b"<html><body>File not found</body></html>", Content_Type="text/html")
            return
        data = file.data
        # Wikimedia sends its stamp without quotes
        etag = file.etag or md5(data, usedforsecurity=False).hexdigest()
        headers = {"Content_Type": file.mime, "ETag": etag, "Accept_Ranges": "bytes"}
        asked = re.fullmatch(r"bytes=(\d+)-", exchange.handler.headers.get("Range", ""))
        if asked and exchange.handler.headers.get("If-Range", etag) == etag:
            start = int(asked[1])
            if start >= len(data):
                exchange.answer(416, Content_Range=f"bytes */{len(data)}")
                return
            headers["Content_Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
            exchange.answer(206, data[start:], **headers)
            return
        exchange.answer(200, data, **headers)


def busy(status: int = 429, **headers: str) -> Fault:
    """Answer that it is too much, as the servers in front of Commons do."""
    return lambda exchange: exchange.answer(status, b"Too many requests", **headers)


def lagged(status: int = 200, **headers: str) -> Fault:
    """Answer that the databases lag behind: the error of `maxlag`."""
    body = json.dumps(
        {
            "error": {
                "code": "maxlag",
                "info": "Waiting for 10.64.16.9: 7.1 seconds lagged.",
                "host": "10.64.16.9",
                "lag": 7.1,
                "type": "db",
                "docref": "See https://commons.wikimedia.org/w/api.php for API usage.",
            },
            "servedby": "mw1",
        }
    ).encode()
    return lambda exchange: exchange.answer(
        status, body, Content_Type="application/json", X_Database_Lag="7", **headers
    )


def failing(code: str, info: str) -> Fault:
    """Answer with an error of the API."""
    body = json.dumps({"error": {"code": code, "info": info}, "servedby": "mw1"}).encode()
    return lambda exchange: exchange.answer(200, body, Content_Type="application/json")


def sending(body: bytes, status: int = 200, **headers: str) -> Fault:
    """Answer with any body at all."""
    return lambda exchange: exchange.answer(status, body, **headers)


def led_to(address: str, status: int = 302) -> Fault:
    """Redirect to an address."""
    return lambda exchange: exchange.answer(status, Location=address)


def cut_off(data: bytes, after: int, **headers: str) -> Fault:
    """Begin to send a picture and break the connection in its middle."""

    def fault(exchange: Exchange) -> None:
        exchange.answer(200, data[:after], Content_Length=str(len(data)), **headers)
        exchange.handler.wfile.flush()
        exchange.handler.close_connection = True

    return fault


def hung_up(exchange: Exchange) -> None:
    """Break the connection before a word is said."""
    exchange.drop()


@contextmanager
def running() -> Iterator[CommonsServer]:
    """Run a server for the length of a block."""
    server = CommonsServer()
    try:
        yield server
    finally:
        server.stop()
