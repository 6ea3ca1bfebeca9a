"""
Fetch photographs from Wikimedia Commons, with the credit and licence that Commons states for them.

Author, licence, date and address are read from the API, never guessed: a file without an open licence, or
whose licence asks for an author that nobody names, is refused. What is fetched goes to the user's own
pictures; the shipped data only lists which files are wanted (`pictures/commons.json`).

For more info see: https://www.mediawiki.org/wiki/API:Imageinfo (the question),
https://www.mediawiki.org/wiki/Extension:CommonsMetadata (author and licence),
https://www.mediawiki.org/wiki/API:Etiquette and https://www.mediawiki.org/wiki/Manual:Maxlag_parameter
(one request at a time, `maxlag`, `Retry-After`, a user agent that says who is asking).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import email.utils
import json
import random
import re
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha1, sha256
from html.parser import HTMLParser
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeVar
from urllib.parse import urljoin, urlsplit

from backlot import __version__, lang
from backlot.catalog.load import parse_json, read_json
from backlot.catalog.model import EMPTY
from backlot.catalog.save import save_text
from backlot.errors import BacklotError, DataError
from backlot.pictures.model import KINDS, Picture, PictureError
from backlot.pictures.sizes import make_sizes
from backlot.pictures.store import Store

if TYPE_CHECKING:
    import requests

    from backlot.catalog.model import Text
    from backlot.pictures.sizes import Sized

__all__ = [
    "COMMONS_API",
    "WANTED_FILE",
    "Client",
    "Described",
    "FetchError",
    "FetchReport",
    "Outcome",
    "RefusedError",
    "Wanted",
    "describe",
    "fetch",
    "licence_of",
    "plain_text",
    "read_wanted",
]

T = TypeVar("T")

COMMONS_API = "https://commons.wikimedia.org/w/api.php"
HOSTS = ("commons.wikimedia.org", "upload.wikimedia.org")
WANTED_FILE = "pictures/commons.json"

# the next width above our largest size that Wikimedia makes for programs: others are refused or slow
# (20, 40, 60, 120, 250, 330, 500, 960, 1280, 1920, 3840; https://phabricator.wikimedia.org/T414805)
WIDTH_PX = 1920

MAX_DOWNLOAD_BYTES = 30 * 1024 * 1024
MAX_ANSWER_BYTES = 4 * 1024 * 1024
MAX_REDIRECTS = 5
# no longer than this is waited for a server that asks for patience; it asks for more: the run ends
MAX_WAIT_S = 120.0
MAX_BACK_OFF_S = 60.0
# what the manual of `maxlag` asks for when the answer itself does not
LAG_WAIT_S = 5.0
MAXLAG_S = 5
CHUNK_BYTES = 64 * 1024
TIMEOUT_S = (10.0, 30.0)
MAX_TITLE_BYTES = 240
MAX_CREDIT = 300
MAX_ADDRESS = 400

USER_AGENT = f"BacklotMap/{__version__} (offline map of a film studio; fetches a few named pictures)"

_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_TITLE = re.compile(r"[^\x00-\x1f\x7f#<>\[\]{}|]+\.[A-Za-z]{3,4}\Z")
_CREATIVE = re.compile(
    r"cc by(?P<alike> sa)? (?P<version>[1-4]\.[0-9])"
    r"(?: (?P<port>igo|scotland|[a-z]{2})| migrated(?: with disclaimers)?|(?: [1-4]\.[0-9])+|\+)?\Z"
)
_CLOSED = re.compile(
    r"\b(?:nc|nd|non ?commercial|no ?deriv\w*|non ?derivative|fair (?:use|dealing)|all rights reserved)\b"
)
# what cannot be seen, or turns the direction of writing
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_DATE = re.compile(r"([0-9]{4})(?:[-:]([0-9]{2})(?:[-:]([0-9]{2}))?)?(?=[T\s]|\Z)")

# ports that SPDX lists; any other is a LicenseRef, which SPDX keeps for licences without an id
# (https://spdx.org/licenses)
_SPDX_PORTS = frozenset(
    {
        "CC-BY-2.5-AU",
        "CC-BY-3.0-AT",
        "CC-BY-3.0-AU",
        "CC-BY-3.0-DE",
        "CC-BY-3.0-IGO",
        "CC-BY-3.0-NL",
        "CC-BY-3.0-US",
        "CC-BY-SA-2.0-UK",
        "CC-BY-SA-2.1-JP",
        "CC-BY-SA-3.0-AT",
        "CC-BY-SA-3.0-DE",
        "CC-BY-SA-3.0-IGO",
    }
)
_CC0 = ("cc0", "cc 0", "cc zero", "cc0 1.0", "cc 0 1.0")
_MARKED = ("pdm", "cc pdm", "pdm 1.0", "cc pdm 1.0", "public domain mark", "public domain mark 1.0")
PUBLIC_DOMAIN = "LicenseRef-public-domain"
_NEEDS_NO_AUTHOR = ("CC0-1.0", "CC-PDM-1.0", PUBLIC_DOMAIN)

# errors of the API that pass by themselves
_PASSING = ("maxlag", "ratelimited", "readonly")


class FetchError(BacklotError, OSError):
    """Commons could not be reached, or did not give what was asked for."""


class RefusedError(DataError):
    """A file on Commons is not one we may or can show."""


class _RetryError(Exception):
    """Something passing went wrong; `wait_s` is what the server asks for."""

    def __init__(self, error: FetchError, wait_s: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.wait_s = wait_s


class _StopError(Exception):
    """No further file can be fetched in this run."""

    def __init__(self, error: BacklotError) -> None:
        super().__init__(str(error))
        self.error = error


class _CancelledError(Exception):
    """Whoever started the run has had enough."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file on Commons, by its name, and the places it is to be shown at."""

    commons: str
    places: tuple[str, ...] = ()
    kind: str = "photo"
    alt: Text = field(default_factory=lambda: EMPTY)

    @property
    def id(self) -> str:
        """The id of the picture: readable, and the same on every machine."""
        name = self.commons.removeprefix("File:").rpartition(".")[0]
        ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^a-z0-9]+", "-", ascii_name.casefold()).strip("-")[:45].strip("-")
        mark = sha256(self.commons.encode()).hexdigest()[:6]
        return "-".join(part for part in ("commons", slug, mark) if part)


@dataclass(frozen=True, slots=True)
class Described:
    """
    What Commons says of a file.

    `url` is the address of the picture at a fitting size; `sha1` is that of the file as uploaded, and None
    where `url` is a smaller rendering of it.
    """

    url: str
    page: str | None
    credit: str
    licence: str
    date: str | None
    sha1: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one wanted file."""

    commons: str
    state: Literal["fetched", "present", "deleted", "refused", "failed"]
    id: str
    error: BacklotError | None = None


@dataclass(frozen=True, slots=True)
class FetchReport:
    """
    What became of all: one outcome for each file that was tried.

    `stopped` says why a run ended early (no internet, told to come back later), `untried` how many files
    it did not come to.
    """

    outcomes: tuple[Outcome, ...] = ()
    untried: int = 0
    stopped: BacklotError | None = None
    cancelled: bool = False

    def count(self, *states: str) -> int:
        """Return how many files ended in one of these states."""
        return sum(outcome.state in states for outcome in self.outcomes)

    @property
    def is_complete(self) -> bool:
        """Whether everything wanted is there now, or was once deleted by the user."""
        return not self.untried and self.stopped is None and not self.count("refused", "failed")

    def sentences(self, code: str) -> list[str]:
        """Word the report in a language: one sentence for each that went wrong, the count last."""
        said = [
            f"{outcome.commons}: {lang.word(code, outcome.error.code, outcome.error.values)}"
            for outcome in self.outcomes
            if outcome.error is not None
        ]
        if self.stopped is not None:
            said.append(lang.word(code, self.stopped.code, self.stopped.values))
        if self.cancelled:
            said.append(lang.say(code, "pictures.fetch.cancelled"))
        said.append(
            lang.say(
                code,
                "pictures.fetch.count",
                fetched=self.count("fetched"),
                present=self.count("present", "deleted"),
                refused=self.count("refused"),
                failed=self.count("failed"),
                untried=self.untried,
            )
        )
        return said


@dataclass
class Client:
    """
    How to ask: who we are, how often, how patiently.

    Parameters
    ----------
    tries
        How often one thing is asked for before it is given up.
    pause_s
        Seconds between two requests.
    seed
        Makes the jitter of the back-off repeat.
    sleep
        Waits so many seconds.
    """

    user_agent: str = USER_AGENT
    tries: int = 5
    pause_s: float = 1.0
    seed: int | None = None
    sleep: Callable[[float], None] = time.sleep


def read_wanted(geodata: Path) -> tuple[Wanted, ...]:
    """
    Read which files of Commons a site wants.

    Parameters
    ----------
    geodata
        The site's folder.

    Returns
    -------
    tuple of Wanted
        Empty when the site names none.

    Raises
    ------
    DataError
        If the list is broken.
    """
    try:
        raw = read_json(geodata / WANTED_FILE)
    except DataError as error:
        if error.code == "file-missing":
            return ()
        raise
    if not isinstance(raw, dict) or raw.get("version") != 1 or not isinstance(raw.get("files"), list):
        raise DataError("commons-bad-list", file=WANTED_FILE)
    return tuple(_wanted(item) for item in raw["files"])


def fetch(
    records: Iterable[Wanted | Mapping[str, Any]],
    *,
    home: Path,
    api: str = COMMONS_API,
    progress: Callable[[int, int, str], None] | None = None,
    cancel: Callable[[], bool] | None = None,
    client: Client | None = None,
) -> FetchReport:
    """
    Fetch files from Commons into the user's pictures, one at a time.

    What is there already is skipped, what was begun is gone on with. A file that cannot be had is noted
    and the next one tried; without internet nothing is changed.

    Parameters
    ----------
    records
        What is wanted: of a mapping `commons`, `places`, `kind` and `alt` are read.
    home
        The user's folder.
    api
        Address of the API. Plain http is allowed on this machine only.
    progress
        Told how many files are done, how many there are, and the name of the one that is next.
    cancel
        Asked again and again whether to stop; what is half done is taken up by the next run.
    client
        How to ask.

    Raises
    ------
    DataError
        If a record names no file of Commons, the address is not one of Commons, or the user's store is
        broken.
    """
    given = (item if isinstance(item, Wanted) else _wanted(item) for item in records)
    wanted = list({item.commons: item for item in given}.values())
    store = Store.of_home(home)
    # a broken file of records is told at once, and not after the first download
    store.load()
    asker = _Asker(api, client or Client(), cancel)
    outcomes: list[Outcome] = []
    stopped: BacklotError | None = None
    cancelled = False
    with contextlib.closing(asker):
        for number, item in enumerate(wanted):
            if progress is not None:
                progress(number, len(wanted), item.commons)
            try:
                asker.look_for_cancel()
                outcomes.append(_fetch_one(item, asker, store))
            except DataError as error:
                outcomes.append(Outcome(item.commons, "refused", item.id, error))
            except FetchError as error:
                outcomes.append(Outcome(item.commons, "failed", item.id, error))
            except OSError as error:
                # a full disk stays full
                reason = error.strerror or type(error).__name__
                stopped = BacklotError("cannot-save", reason=reason)
                break
            except _StopError as error:
                stopped = error.error
                break
            except _CancelledError:
                cancelled = True
                break
        else:
            if progress is not None:
                progress(len(wanted), len(wanted), "")
    return FetchReport(tuple(outcomes), len(wanted) - len(outcomes), stopped, cancelled)


def describe(answer: Any, *, api: str = COMMONS_API) -> Described:
    """
    Read what the API answered to the question about one file.

    Parameters
    ----------
    answer
        The JSON of `action=query&prop=imageinfo&formatversion=2`.
    api
        Where it was asked, to complete addresses.

    Raises
    ------
    RefusedError
        If it is no picture, or its licence is not open.
    FetchError
        If there is no such file, or the answer does not have the form of the API.
    """
    page = _page(answer)
    if page.get("missing") is True or page.get("invalid") is True:
        raise FetchError("commons-missing")
    info = next(iter(_list(page.get("imageinfo"))), None)
    if not isinstance(info, dict):
        raise FetchError("commons-missing")
    if info.get("filemissing") is True or info.get("filehidden") is True:
        raise FetchError("commons-missing")
    mime = info.get("mime")
    if not isinstance(mime, str) or not mime.startswith("image/"):
        raise RefusedError("commons-not-a-picture", found=str(mime)[:40])
    facts = info.get("extmetadata")
    facts = facts if isinstance(facts, dict) else {}
    licence = licence_of(facts)
    original = _text(info.get("url"))
    # a file no wider than asked for has its own address here
    url = _text(info.get("thumburl")) or original
    if not url:
        raise FetchError("commons-bad-answer")
    is_thumb = url != original
    checksum = info.get("sha1")
    return Described(
        url=_joined(api, url),
        page=_address(info),
        credit=_credit(facts, licence),
        licence=licence,
        date=_date(_value(facts, "DateTimeOriginal")),
        sha1=checksum if isinstance(checksum, str) and not is_thumb else None,
    )


def licence_of(facts: Mapping[str, Any]) -> str:
    """
    Return the SPDX id of an open licence.

    Open is CC0, the public domain, CC BY and CC BY-SA of any version. A licence of a country that SPDX has
    no id for is a ``LicenseRef``, as is the public domain, whose reason differs from file to file.

    Parameters
    ----------
    facts
        `extmetadata` of the API.

    Raises
    ------
    RefusedError
        If the licence is another one, is not stated, or one statement contradicts the others.
    """
    names = [plain_text(_value(facts, key)) for key in ("License", "LicenseShortName")]
    shown = next((name for name in reversed(names) if name), "")
    said = [*names, *(plain_text(_value(facts, key)) for key in ("UsageTerms", "LicenseUrl"))]
    if _value(facts, "NonFree").strip().casefold() in ("true", "1"):
        raise RefusedError("commons-not-open", licence=shown or "NonFree")
    if any(_CLOSED.search(_spoken(text)) for text in said):
        raise RefusedError("commons-not-open", licence=shown or said[-1])
    if not shown:
        raise RefusedError("commons-no-licence")
    found = next((spdx for spdx in map(_spdx, names) if spdx), None)
    if found is None:
        raise RefusedError("commons-not-open", licence=shown[:80])
    return found


def plain_text(html: str) -> str:
    """Return the text a reader sees of a piece of HTML: no tags, nothing hidden, no blanks too many."""
    reader = _TextReader()
    reader.feed(html)
    reader.close()
    return re.sub(r"\s+", " ", _UNSEEN.sub("", "".join(reader.parts))).strip()


class _TextReader(HTMLParser):
    """Collect text outside scripts, styles and what is not displayed."""

    _EMPTY = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
    _BLOCKS = frozenset({"br", "dd", "div", "dt", "hr", "li", "p", "td", "tr"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.moment: str | None = None
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._BLOCKS:
            self.parts.append(" ")
        if tag == "time" and self.moment is None:
            self.moment = dict(attrs).get("datetime")
        if tag in self._EMPTY:
            return
        style = (dict(attrs).get("style") or "").replace(" ", "").casefold()
        if self._hidden or tag in ("script", "style") or "display:none" in style:
            self._hidden.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            # an element left open ends with the one around it
            while self._hidden.pop() != tag:
                pass
        if tag in self._BLOCKS:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


class _Asker:
    """Ask politely: one request at a time, with pauses, patience and an end to it."""

    def __init__(self, api: str, client: Client, cancel: Callable[[], bool] | None) -> None:
        import requests

        self.api = api
        self._client = client
        self._cancel = cancel
        self._random = random.Random(client.seed)  # noqa: S311
        self._reached = False
        self._asked = False
        parts = urlsplit(api)
        self._own = parts.netloc if parts.hostname in _LOOPBACK and parts.scheme == "http" else None
        if not self._may_ask(api):
            raise DataError("commons-bad-address", address=api[:120])
        self._session = requests.Session()
        # no cookies, and nobody's passwords: this keeps requests from looking into .netrc
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self._session.auth = _without_password
        # a proxy is for the world outside
        self._session.trust_env = self._own is None
        self._session.headers.update({"User-Agent": client.user_agent, "Accept-Encoding": "identity"})

    def close(self) -> None:
        """Let go of the connection."""
        self._session.close()

    def look_for_cancel(self) -> None:
        """Stop here when asked to."""
        if self._cancel is not None and self._cancel():
            raise _CancelledError

    def describe(self, title: str) -> Described:
        """Ask the API about one file."""
        question = {
            "action": "query",
            "format": "json",
            "formatversion": "2",
            "titles": title,
            "redirects": "1",
            "prop": "imageinfo",
            "iiprop": "url|size|mime|sha1|extmetadata",
            "iiurlwidth": str(WIDTH_PX),
            "iiextmetadatalanguage": "en",
            "maxlag": str(MAXLAG_S),
        }
        answer = self._patiently(lambda: self._ask(question))
        return describe(answer, api=self.api)

    def download(self, url: str, part: Path) -> bytes:
        """Download a picture, going on where an earlier try was cut off."""
        return self._patiently(lambda: self._load(url, part))

    def _patiently(self, attempt: Callable[[], T]) -> T:
        for tried in range(1, self._client.tries + 1):
            self.look_for_cancel()
            try:
                return attempt()
            except _RetryError as failed:
                if failed.wait_s is not None and failed.wait_s > MAX_WAIT_S:
                    # asking again sooner than told to would be rude, and of no use
                    minutes = int(-(-failed.wait_s // 60))
                    raise _StopError(FetchError("commons-later", minutes=minutes)) from failed
                if tried == self._client.tries:
                    if failed.error.code == "commons-offline":
                        raise _StopError(failed.error) from failed
                    raise failed.error from failed
                self._wait(max(failed.wait_s or 0.0, self._back_off_s(tried)))
        raise FetchError("commons-busy")

    def _back_off_s(self, tried: int) -> float:
        # between half and all of 2, 4, 8 … seconds, so that not everybody comes back at once
        return float(min(2.0**tried, MAX_BACK_OFF_S) * self._random.uniform(0.5, 1.0))

    def _wait(self, seconds: float) -> None:
        # in small steps, so that a cancel is heard
        left = seconds
        while left > 0:
            self.look_for_cancel()
            step = min(left, 0.5)
            self._client.sleep(step)
            left -= step

    def _ask(self, question: Mapping[str, str]) -> Any:
        with self._get(self.api, question, {"Accept-Encoding": "gzip"}) as response:
            body = b"".join(self._chunks(response, MAX_ANSWER_BYTES, unpack=True))
            wait_s = _wait_s(response)
        try:
            answer = parse_json(body, limit_bytes=MAX_ANSWER_BYTES)
        except DataError as error:
            # a page to sign in to a hotel's network looks like this
            raise FetchError("commons-bad-answer") from error
        failure = answer.get("error") if isinstance(answer, dict) else None
        if isinstance(failure, dict):
            code = _text(failure.get("code"))
            if code in _PASSING or code.startswith("internal_api_error"):
                wait_s = wait_s if wait_s is not None or code != "maxlag" else LAG_WAIT_S
                raise _RetryError(FetchError("commons-busy"), wait_s)
            raise FetchError("commons-said", reason=_text(failure.get("info"))[:200] or code)
        return answer

    def _load(self, url: str, part: Path) -> bytes:
        began = _Begun.of(part, url)
        headers = {"Range": f"bytes={began.size}-", "If-Range": began.stamp} if began.size else {}
        with self._get(url, None, headers) as response:
            if response.status_code == 416:
                began.forget()
                raise _RetryError(FetchError("commons-dropped"), 0.0)
            start, total = _extent(response)
            if start != began.size:
                # the whole file comes: it has changed, or nothing is begun
                began.forget()
                if start:
                    raise _RetryError(FetchError("commons-dropped"), 0.0)
            if total is not None and total > MAX_DOWNLOAD_BYTES:
                raise RefusedError("commons-too-large", limit_mb=MAX_DOWNLOAD_BYTES // 1024**2)
            began.note(response.headers)
            with part.open("ab") as file:
                for chunk in self._chunks(response, MAX_DOWNLOAD_BYTES - start):
                    file.write(chunk)
        data = part.read_bytes()
        if total is not None and len(data) != total:
            raise _RetryError(FetchError("commons-dropped"))
        return data

    @contextlib.contextmanager
    def _get(
        self, url: str, params: Mapping[str, str] | None, headers: Mapping[str, str]
    ) -> Iterator[requests.Response]:
        """Ask once, following redirects to where we may ask, and refuse an answer without a body."""
        import requests

        if self._asked:
            self._wait(self._client.pause_s)
        self._asked = True
        for _ in range(MAX_REDIRECTS + 1):
            if not self._may_ask(url):
                raise FetchError("commons-led-away", host=_host(url))
            try:
                response = self._session.get(
                    url,
                    params=params,
                    headers=headers,
                    timeout=TIMEOUT_S,
                    stream=True,
                    allow_redirects=False,
                )
            except requests.exceptions.RequestException as error:
                self._rethrow(error)
            except ValueError as error:
                # requests looks at a redirect's address even when it is not to follow it
                raise FetchError("commons-bad-answer") from error
            self._reached = True
            with contextlib.closing(response):
                location = response.headers.get("Location")
                if response.status_code not in (301, 302, 303, 307, 308) or not location:
                    _look_at_status(response)
                    yield response
                    return
            url, params = _joined(url, location), None
        raise FetchError("commons-led-away", host=_host(url))

    def _chunks(self, response: requests.Response, limit: int, *, unpack: bool = False) -> Iterator[bytes]:
        from urllib3.exceptions import HTTPError

        size = 0
        while True:
            self.look_for_cancel()
            try:
                # what has come so far, so that nothing of it is lost when the connection breaks
                chunk: bytes = response.raw.read1(CHUNK_BYTES, decode_content=unpack)
            except (HTTPError, OSError) as error:
                raise _RetryError(FetchError("commons-dropped")) from error
            if not chunk:
                return
            size += len(chunk)
            if size > limit:
                if unpack:
                    raise FetchError("commons-bad-answer")
                raise RefusedError("commons-too-large", limit_mb=MAX_DOWNLOAD_BYTES // 1024**2)
            yield chunk

    def _may_ask(self, url: str) -> bool:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return False
        if parts.username is not None or parts.password is not None:
            return False
        if self._own is not None:
            return parts.scheme == "http" and parts.netloc == self._own
        return parts.scheme == "https" and parts.hostname in HOSTS and port in (None, 443)

    def _rethrow(self, error: requests.exceptions.RequestException) -> NoReturn:
        import requests

        if isinstance(error, requests.exceptions.SSLError):
            raise _StopError(FetchError("commons-not-secure")) from error
        if isinstance(error, requests.exceptions.ProxyError) or _is_unreachable(error):
            offline = FetchError("commons-offline")
            if not self._reached:
                raise _StopError(offline) from error
            # it was there a moment ago
            raise _RetryError(offline) from error
        if isinstance(error, (requests.exceptions.ConnectionError, requests.exceptions.Timeout)):
            raise _RetryError(FetchError("commons-dropped")) from error
        raise FetchError("commons-bad-answer") from error


class _Begun:
    """A download that was cut off: the bytes so far, whose they are, and the stamp they were sent with."""

    def __init__(self, part: Path, url: str, stamp: str, size: int) -> None:
        self._part = part
        self._note = part.with_suffix(".json")
        self._url = url
        self.stamp = stamp
        self.size = size

    @classmethod
    def of(cls, part: Path, url: str) -> _Begun:
        begun = cls(part, url, "", 0)
        try:
            note = parse_json(begun._note.read_bytes(), limit_bytes=16 * 1024)
            size = part.stat().st_size
        except (OSError, DataError):
            note, size = {}, 0
        stamp = note.get("stamp") if isinstance(note, dict) and note.get("url") == url else None
        if isinstance(stamp, str) and stamp and 0 < size < MAX_DOWNLOAD_BYTES:
            return cls(part, url, stamp, size)
        begun.forget()
        return begun

    def note(self, headers: Mapping[str, str]) -> None:
        """Keep the stamp by which the server will know whether the rest still fits."""
        etag = headers.get("ETag", "")
        stamp = etag if etag and not etag.startswith("W/") else headers.get("Last-Modified", "")
        self._part.parent.mkdir(parents=True, exist_ok=True)
        save_text(self._note, json.dumps({"stamp": stamp, "url": self._url}) + "\n")

    def forget(self) -> None:
        """Begin anew."""
        self.size, self.stamp = 0, ""
        self.forget_all(self._part)

    @staticmethod
    def forget_all(part: Path) -> None:
        """Take away what was begun, or is finished."""
        for path in (part, part.with_suffix(".json")):
            path.unlink(missing_ok=True)


def _fetch_one(wanted: Wanted, asker: _Asker, store: Store) -> Outcome:
    known = next((each for each in store.load().pictures if each.commons == wanted.commons), None)
    if known is not None and known.deleted:
        return Outcome(wanted.commons, "deleted", known.id)
    if known is not None and known.file is not None and store.has_sizes(known.file):
        return Outcome(wanted.commons, "present", known.id)
    described = asker.describe(wanted.commons)
    name = sha256(described.url.encode()).hexdigest()[:16]
    part = store.folder / "partial" / f"{name}.part"
    try:
        sized = _sized(described, asker, part)
    except PictureError as error:
        if error.code not in ("picture-broken", "picture-empty", "picture-not-a-picture"):
            raise
        # it may have been broken on its way: once more, from the start
        sized = _sized(described, asker, part)
    asker.look_for_cancel()
    picture = _picture(wanted, described) if known is None else _updated(known, described)
    # the sizes first: a record names nothing that is not there
    file = store.write_sizes(sized)
    made = replace(picture, file=file, sha256=sized.sha256, width=sized.width, height=sized.height)
    store.put([made])
    _Begun.forget_all(part)
    return Outcome(wanted.commons, "fetched", made.id)


def _sized(described: Described, asker: _Asker, part: Path) -> Sized:
    data = asker.download(described.url, part)
    try:
        checksum = sha1(data, usedforsecurity=False).hexdigest()
        if described.sha1 is not None and checksum != described.sha1:
            raise PictureError("picture-broken")
        return make_sizes(data)
    except PictureError:
        _Begun.forget_all(part)
        raise


def _picture(wanted: Wanted, described: Described) -> Picture:
    name = wanted.commons.removeprefix("File:").rpartition(".")[0]
    return Picture(
        id=wanted.id,
        kind=wanted.kind,
        places=wanted.places,
        alt=wanted.alt or MappingProxyType({lang.FALLBACK: name}),
        credit=described.credit,
        licence=described.licence,
        source=described.page,
        date=described.date,
        commons=wanted.commons,
    )


def _updated(known: Picture, described: Described) -> Picture:
    """Keep what the user made of a picture whose files were lost; whose it is, Commons knows."""
    return replace(
        known,
        credit=described.credit,
        licence=described.licence,
        source=described.page,
        date=described.date or known.date,
    )


def _wanted(raw: object) -> Wanted:
    broken = DataError("commons-bad-list", file=WANTED_FILE)
    if not isinstance(raw, Mapping):
        raise broken
    places, alt, kind = raw.get("places") or (), raw.get("alt") or {}, raw.get("kind", "photo")
    if not _is_listed(places) or not isinstance(alt, Mapping) or kind not in KINDS[1:]:
        raise broken
    if not all(isinstance(text, str) for text in (*places, *alt, *alt.values())):
        raise broken
    return Wanted(_title(raw.get("commons")), tuple(places), kind, MappingProxyType(dict(alt)))


def _is_listed(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _title(raw: object) -> str:
    """Return a file's name the way MediaWiki writes it, or refuse what is none."""
    text = raw if isinstance(raw, str) else ""
    name = re.sub(r"[ _]+", " ", re.sub(r"(?i)\A\s*(?:file|image)\s*:", "", text)).strip()
    if not _TITLE.fullmatch(name) or len(name.encode("utf-8", "replace")) > MAX_TITLE_BYTES:
        raise DataError("commons-bad-title", found=text[:80])
    return f"File:{unicodedata.normalize('NFC', name[0].upper() + name[1:])}"


def _page(answer: Any) -> Mapping[str, Any]:
    query = answer.get("query") if isinstance(answer, dict) else None
    pages = _list(query.get("pages")) if isinstance(query, dict) else []
    if len(pages) != 1 or not isinstance(pages[0], dict):
        raise FetchError("commons-bad-answer")
    return pages[0]


def _address(info: Mapping[str, Any]) -> str | None:
    """Return the address of a file's page, the short one where the name makes it endless."""
    for key in ("descriptionurl", "descriptionshorturl"):
        address = _text(info.get(key))
        if address.startswith(f"https://{HOSTS[0]}/") and len(address) <= MAX_ADDRESS:
            return address
    return None


def _joined(base: str, address: str) -> str:
    """Return an address as seen from another, an empty one where it is none."""
    try:
        return urljoin(base, address)
    except ValueError:
        return ""


def _host(url: str) -> str:
    return (urlsplit(url).hostname or url)[:80]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _value(facts: Mapping[str, Any], key: str) -> str:
    entry = facts.get(key)
    value = entry.get("value") if isinstance(entry, dict) else None
    return str(value) if isinstance(value, (str, int, float)) else ""


def _spoken(text: str) -> str:
    """Write a licence's name as words: `CC-BY-SA-3.0` and `cc by-sa 3.0` alike, an address too."""
    return re.sub(r"[^a-z0-9.+]+", " ", text.casefold()).strip()


def _spdx(name: str) -> str | None:
    spoken = _spoken(name)
    if spoken in _CC0:
        return "CC0-1.0"
    if spoken in _MARKED:
        return "CC-PDM-1.0"
    if spoken in ("pd", "public domain") or spoken.startswith("pd "):
        return PUBLIC_DOMAIN
    match = _CREATIVE.match(spoken)
    if match is None:
        return None
    found = f"CC-BY-{'SA-' if match['alike'] else ''}{match['version']}"
    if match["port"] is None:
        return found
    ported = f"{found}-{match['port'].upper()}"
    return ported if ported in _SPDX_PORTS else f"LicenseRef-{ported}"


def _credit(facts: Mapping[str, Any], licence: str) -> str:
    """Return the wording an author asks for, else the author's name."""
    named = next(
        (text for key in ("Attribution", "Artist") if (text := plain_text(_value(facts, key)))),
        "",
    )
    if not named and licence not in _NEEDS_NO_AUTHOR:
        raise RefusedError("commons-no-author", licence=licence)
    named = named[:MAX_CREDIT].strip()
    if "wikimedia commons" in named.casefold():
        return named
    return f"{named} / Wikimedia Commons" if named else "Wikimedia Commons"


def _date(raw: str) -> str | None:
    """Return the day, month or year of taking a picture, None where it is told in other words."""
    reader = _TextReader()
    reader.feed(raw)
    reader.close()
    for text in (reader.moment or "", "".join(reader.parts).strip()):
        match = _DATE.match(text)
        if match is None:
            continue
        parts = [int(part) for part in match.groups() if part is not None]
        with contextlib.suppress(ValueError):
            dt.date(*(*parts, 1, 1)[:3])
            return "-".join((f"{parts[0]:04}", *(f"{part:02}" for part in parts[1:])))
    return None


def _look_at_status(response: requests.Response) -> None:
    status = response.status_code
    if status in (200, 206, 416):
        return
    if status in (404, 410):
        raise FetchError("commons-missing")
    if status == 429 or status >= 500:
        raise _RetryError(FetchError("commons-busy"), _wait_s(response))
    raise FetchError("commons-status", status=status)


def _wait_s(response: requests.Response) -> float | None:
    """Return the seconds a server asks to wait: a number, or until a moment."""
    raw = response.headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", raw):
        return float(raw)
    with contextlib.suppress(ValueError, TypeError):
        until = email.utils.parsedate_to_datetime(raw)
        return max(0.0, (until - dt.datetime.now(dt.UTC)).total_seconds())
    return None


def _extent(response: requests.Response) -> tuple[int, int | None]:
    """Return where the bytes of an answer begin, and how many the whole file has."""
    if response.status_code == 206:
        match = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", response.headers.get("Content-Range", ""))
        if match is None:
            raise FetchError("commons-bad-answer")
        return int(match[1]), None if match[2] == "*" else int(match[2])
    length = response.headers.get("Content-Length", "")
    return 0, int(length) if length.isdecimal() else None


def _is_unreachable(error: BaseException) -> bool:
    """Whether no connection came about at all: no name, no route, nobody there."""
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, (NewConnectionError, ConnectTimeoutError)):
            return True
        inner = getattr(seen, "reason", None) or next(iter(seen.args), None)
        seen = inner if isinstance(inner, BaseException) else None
    return False


def _without_password(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
