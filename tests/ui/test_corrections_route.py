"""The service that keeps one's own corrections: who may write, what it answers, what stays on disk."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from backlot.ui.corrections import ADDRESS, CORRECTION_ROUTES
from backlot.ui.service import MAX_BODY_BYTES
from tests.support.asgi import Answer, ask

HARBOUR = Path(__file__).parents[1] / "sites" / "harbour"
UNDO = f"{ADDRESS}/undo"
RENAME = {
    "op": "rename",
    "target": "tea-house",
    "values": {"names": {"en": "Coffee House", "ko": "커피집"}},
    "source": "stood there",
    "date": "2026-02-01",
}
Post = Callable[..., Answer]


@pytest.fixture(autouse=True)
def _harbour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKLOT_GEODATA", str(HARBOUR))


@pytest.fixture(scope="module")
def app() -> Starlette:
    """Return an app of these routes alone."""
    return Starlette(routes=CORRECTION_ROUTES)


@pytest.fixture
def post(app: Starlette) -> Post:
    """Return a function that writes as the viewer does."""

    def send(body: Any, path: str = ADDRESS, **headers: str) -> Answer:
        raw = body if isinstance(body, bytes | list) else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return ask(
            app, path, method="POST", headers={"Content-Type": "application/json", **named}, body=raw
        )

    return send


@pytest.fixture
def kept(own_home: Path) -> Path:
    """Return the file that holds corrections, which need not exist."""
    return own_home / "corrections.json"


def test_before_the_first_correction_there_are_none(app: Starlette, kept: Path) -> None:
    """Reading makes no file."""
    answer = ask(app, ADDRESS)
    assert 200 == answer.status
    assert {"version": 1, "revision": 0, "edits": []} == answer.json()
    assert "no-store" == answer.headers["cache-control"]
    assert not kept.exists()


def test_a_correction_is_kept_and_read_again(app: Starlette, post: Post, kept: Path) -> None:
    """With an id and a time of its own; the file says the same as the answer."""
    answer = post({"edit": RENAME, "revision": 0})
    assert 200 == answer.status
    assert "no-store" == answer.headers["cache-control"]
    said = answer.json()
    assert 1 == said["revision"]
    (edit,) = said["edits"]
    assert RENAME | {"id": edit["id"], "at": edit["at"], "undone": False} == edit
    assert said == ask(app, ADDRESS).json() == json.loads(kept.read_text("utf-8"))


def test_a_correction_is_taken_back_and_put_in_force_again(post: Post) -> None:
    """Each is a revision of its own."""
    ident = post({"edit": RENAME, "revision": 0}).json()["edits"][0]["id"]
    undone = post({"id": ident, "revision": 1}, UNDO).json()
    assert (2, True) == (undone["revision"], undone["edits"][0]["undone"])
    again = post({"id": ident, "revision": 2, "undone": False}, UNDO).json()
    assert (3, False) == (again["revision"], again["edits"][0]["undone"])


def test_a_save_on_an_old_revision_is_answered_with_the_present_state(app: Starlette, post: Post) -> None:
    """The second of two tabs is told, and nothing is overwritten."""
    first = post({"edit": RENAME, "revision": 0}).json()
    for path, body in ((ADDRESS, {"edit": RENAME}), (UNDO, {"id": first["edits"][0]["id"]})):
        answer = post({**body, "revision": 0}, path)
        assert 409 == answer.status
        assert first == answer.json()["current"]
        assert answer.json()["error"]
    assert first == ask(app, ADDRESS).json()


@pytest.mark.parametrize(
    ("change", "english", "korean"),
    [
        ({"op": "move", "values": {"lon": 0, "lat": 0}}, "outside the map", "지도 밖"),
        ({"target": "no-such-place"}, "no-such-place", "no-such-place"),
        ({"date": "2026-02-30"}, "2026-02-30", "2026-02-30"),
        ({"source": " "}, "source", "source"),
        ({"source": None}, "missing", "없습니다"),
        ({"op": "explode"}, "explode", "explode"),
        ({"op": "move", "values": {"lon": "x", "lat": 0}}, "longitude", "경도"),
        ({"op": "close", "values": {}}, "not a lane", "길이 아닙니다"),
        ({"values": []}, "object", "중괄호"),
        ({"more": 1}, "more", "more"),
        ({"values": {"names": {"en": "a\u202eb"}}}, "en", "en"),
    ],
    ids=lambda value: str(value)[:30] if isinstance(value, dict) else "",
)
def test_a_wrong_correction_is_refused_in_the_readers_language(
    change: dict[str, Any], english: str, korean: str, post: Post, kept: Path
) -> None:
    """One sentence that says what to put right, and nothing is saved."""
    body = {"edit": RENAME | change, "revision": 0}
    for cookie, wanted in (("backlot_lang=en", english), ("backlot_lang=ko", korean)):
        answer = post(body, Cookie=cookie)
        assert 422 == answer.status
        assert wanted in answer.json()["error"]
        assert "no-store" == answer.headers["cache-control"]
        is_korean = any("가" <= letter <= "힣" for letter in answer.json()["error"])
        assert ("ko" in cookie) == is_korean, answer.json()["error"]
    assert not kept.exists()


@pytest.mark.parametrize("edit", [None, "", "move", 7, True, [], ["op"], {}, {"op": {}}, {"target": []}])
def test_what_is_no_correction_is_refused(edit: Any, post: Post, kept: Path) -> None:
    """Whatever JSON it is."""
    answer = post({"edit": edit, "revision": 0})
    assert 422 == answer.status
    assert answer.json()["error"]
    assert not kept.exists()


@pytest.mark.parametrize(("path", "name"), [(ADDRESS, "edit"), (UNDO, "id")])
def test_a_body_without_its_main_part_is_refused(path: str, name: str, post: Post) -> None:
    """And the part is named."""
    answer = post({"revision": 0}, path)
    assert 422 == answer.status
    assert name in answer.json()["error"]


@pytest.mark.parametrize("ident", ["00000000", "", None, "../../x", "{{7*191}}", 7])
def test_a_correction_nobody_made_cannot_be_taken_back(ident: Any, post: Post) -> None:
    """The answer says so."""
    post({"edit": RENAME, "revision": 0})
    assert 422 == post({"id": ident, "revision": 1}, UNDO).status


@pytest.mark.parametrize("revision", [None, "0", 0.0, [], {}, True, False])
def test_a_revision_is_a_whole_number(revision: Any, post: Post, kept: Path) -> None:
    """True is none, though Python counts it as 1."""
    assert 400 == post({"edit": RENAME, "revision": revision}).status
    assert not kept.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://127.0.0.1:8501"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "http://127.0.0.1:8501.evil.example"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
        {"Origin": "http://127.0.0.1:8501", "Sec_Fetch_Site": "cross-site"},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", [ADDRESS, UNDO])
def test_a_page_of_another_origin_may_not_write(
    path: str, headers: dict[str, str], post: Post, kept: Path
) -> None:
    """A site one happens to visit cannot change the map behind one's back."""
    assert 403 == post({"edit": RENAME, "id": "00000000", "revision": 0}, path, **headers).status
    assert not kept.exists()


def test_a_page_of_this_origin_may_write(post: Post) -> None:
    """Browsers say where they come from; tools that say nothing may write as well."""
    own = {"Origin": "http://127.0.0.1:8501", "Sec_Fetch_Site": "same-origin"}
    assert 200 == post({"edit": RENAME, "revision": 0}, **own).status


def test_no_other_origin_may_read_the_answer(app: Starlette) -> None:
    """Nothing is shared across origins."""
    answer = ask(app, ADDRESS, headers={"Origin": "http://evil.example"})
    assert not [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "text/json"]
)
def test_only_json_is_taken(kind: str, post: Post, kept: Path) -> None:
    """A form of another site can send the other kinds without asking first."""
    assert 415 == post({"edit": RENAME, "revision": 0}, Content_Type=kind).status
    assert not kept.exists()


def test_the_kind_may_name_its_letters(post: Post) -> None:
    """As browsers do."""
    kind = {"Content_Type": "application/json; charset=utf-8"}
    assert 200 == post({"edit": RENAME, "revision": 0}, **kind).status


def test_a_body_too_large_is_not_read_to_its_end(post: Post, kept: Path) -> None:
    """However it arrives."""
    long = json.dumps({"edit": RENAME | {"source": "x" * MAX_BODY_BYTES}, "revision": 0}).encode()
    assert 413 == post(long).status
    pieces = [long[at : at + 1000] for at in range(0, len(long), 1000)]
    assert 413 == post(pieces).status
    assert not kept.exists()


def test_a_body_may_come_in_pieces(post: Post) -> None:
    """Even cut within a letter."""
    raw = json.dumps({"edit": RENAME, "revision": 0}, ensure_ascii=False).encode()
    assert 200 == post([raw[at : at + 7] for at in range(0, len(raw), 7)]).status


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"nothing", b"[]", b'"x"', b"null", b"\xff\xfe", b"[" * 8000, b'{"edit": {}}', b"{}" * 2],
    ids=lambda raw: repr(raw[:12]),
)
def test_a_broken_body_is_refused(raw: bytes, post: Post, kept: Path) -> None:
    """With a sentence, and nothing is saved."""
    answer = post(raw)
    assert 400 == answer.status
    assert answer.json()["error"]
    assert not kept.exists()


@pytest.mark.parametrize("figure", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 400])
def test_a_figure_that_is_none_is_refused(figure: str, post: Post, kept: Path) -> None:
    """It would break the file for every reader."""
    edit = json.dumps(RENAME | {"op": "move", "values": {"lon": 1, "lat": 0}}).replace("1", figure, 1)
    assert post(f'{{"edit": {edit}, "revision": 0}}'.encode()).status in {400, 422}
    assert not kept.exists()


def test_hostile_names_are_kept_letter_by_letter(post: Post, kept: Path) -> None:
    """They are texts, on the way in and on the way out."""
    hostile = "{{7*191}}{% raw %}</script><img src=x onerror=alert(1)>\u2028${x}`"
    edit = RENAME | {"values": {"names": {"en": hostile}}}
    assert hostile == post({"edit": edit, "revision": 0}).json()["edits"][0]["values"]["names"]["en"]
    assert hostile == json.loads(kept.read_text("utf-8"))["edits"][0]["values"]["names"]["en"]


def test_a_home_that_cannot_be_written_is_told(
    post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the reason, without a path of the machine, and with nothing half written."""
    file = tmp_path / "a-file"
    file.write_text("mine", "utf-8")
    monkeypatch.setenv("BACKLOT_HOME", str(file / "home"))
    answer = post({"edit": RENAME, "revision": 0}, Cookie="backlot_lang=ko")
    assert 507 == answer.status
    assert "파일에 쓸 수 없습니다" in answer.json()["error"]
    assert str(tmp_path) not in answer.text
    assert ["a-file"] == [path.name for path in tmp_path.iterdir() if path.name != "backlot-home"]
    assert "mine" == file.read_text("utf-8")


def test_a_disk_that_is_full_leaves_the_old_file(
    app: Starlette, post: Post, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new one takes its place only when it is whole."""
    before = post({"edit": RENAME, "revision": 0}).json()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    answer = post({"edit": RENAME, "revision": 1})
    assert 507 == answer.status
    assert "No space left on device" in answer.json()["error"]
    monkeypatch.undo()
    assert before == json.loads(kept.read_text("utf-8"))
    assert [] == list(kept.parent.glob("*.tmp")) + list(kept.parent.glob(".*.tmp"))


def test_a_broken_file_is_told_and_never_overwritten(app: Starlette, post: Post, kept: Path) -> None:
    """Whatever it held may still be rescued by hand."""
    kept.parent.mkdir(parents=True)
    kept.write_text('{"version": 1, "revision"', "utf-8")
    for answer in (
        ask(app, ADDRESS),
        post({"edit": RENAME, "revision": 0}),
        post({"id": "00000000", "revision": 0}, UNDO),
    ):
        assert 422 == answer.status
        assert answer.json()["error"]
    assert '{"version": 1, "revision"' == kept.read_text("utf-8")


def test_only_reading_and_adding_are_known(app: Starlette) -> None:
    """Nothing can be deleted or replaced."""
    for method in ("PUT", "DELETE", "PATCH"):
        assert 405 == ask(app, ADDRESS, method=method).status
    assert 405 == ask(app, UNDO).status
