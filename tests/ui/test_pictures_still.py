"""A film still of one's own is added with its place, its direction, and a caption that names the film."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from backlot import lang
from backlot.pictures import Store
from tests.support.server import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "pages" / "pictures.py"
ANCIENT, FILM = "ancient-korea", "hong-kil-dong"


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Return the page of somebody who has no pictures yet, turned to film stills."""
    monkeypatch.setenv("BACKLOT_HOME", str(tmp_path))
    app = AppTest.from_file(str(PAGE), default_timeout=60).run()
    app.radio(key="pictures_kind").set_value("still").run()
    assert not app.exception
    return app


def still() -> tuple[str, bytes, str]:
    """Return a picture as somebody would hand it in."""
    data = BytesIO()
    Image.new("RGB", (400, 250), (90, 80, 70)).save(data, "JPEG")
    return ("scene.jpg", data.getvalue(), "image/jpeg")


def fill(app: AppTest, *, film: str | None, place: str | None) -> AppTest:
    """Fill the form and send it."""
    app.file_uploader[0].set_value(still())
    app.text_input[0].set_value("Somebody")
    app.number_input[0].set_value(45.0)
    if film:
        app.selectbox(key="pictures_film").select(film)
    if place:
        app.selectbox(key="pictures_place").select(place)
    return app.button[0].click().run()


def test_a_still_is_kept_with_place_direction_and_film(page: AppTest) -> None:
    """Its caption names the film in every language; so does what it shows, where nobody has said that."""
    assert not fill(page, film=FILM, place=ANCIENT).exception
    (picture,) = Store.of_user().load().pictures
    assert ("still", (ANCIENT,), 45.0) == (picture.kind, picture.places, picture.heading_deg)
    captions = {
        "en": lang.say("en", "page.pictures.still-caption", film="Hong Kil Dong (1986)"),
        "ko": lang.say("ko", "page.pictures.still-caption", film="홍길동 (1986)"),
    }
    assert captions == dict(picture.caption) == dict(picture.alt)


@pytest.mark.parametrize(
    ("film", "place", "said"), [(None, ANCIENT, "still-needs-film"), (FILM, None, "still-needs-place")]
)
def test_a_still_without_film_or_place_is_asked_for_it(
    page: AppTest, film: str | None, place: str | None, said: str
) -> None:
    """Nothing is kept meanwhile."""
    sent = fill(page, film=film, place=place)
    assert [lang.say("en", f"page.pictures.{said}")] == [each.value for each in sent.warning]
    assert () == Store.of_user().load().pictures


def test_photographs_are_not_asked_for_a_film(page: AppTest) -> None:
    """Turned back, the page is as it was."""
    page.radio(key="pictures_kind").set_value("photo").run()
    assert not page.number_input
    assert "pictures_film" not in {each.key for each in page.selectbox}
