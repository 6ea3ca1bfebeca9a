"""What visitors may want to say."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backlot.settings import geodata_dir
from backlot.takeaway.phrases import check_phrases, read_phrases
from tests.takeaway.made import shipped


def test_the_shipped_phrases_are_in_order() -> None:
    """In both languages, and with cards of a category there is."""
    catalog, *_ = shipped()
    found = read_phrases(geodata_dir(), catalog.site.id)
    assert found
    assert len(found.phrases) >= 20
    assert () == check_phrases(geodata_dir(), catalog)


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("language-missing", lambda raw: raw["phrases"][0]["text"].pop("en")),
        ("unknown-reference", lambda raw: raw["card"].update(category="igloo")),
        ("bad-phrases", lambda raw: raw["phrases"][0]["text"].pop("ko")),
        ("bad-phrases", lambda raw: raw["phrases"].append(raw["phrases"][0])),
        ("bad-phrases", lambda raw: raw.update(surprise=1)),
        ("bad-phrases", lambda raw: raw["phrases"][0].update(said=" ")),
    ],
)
def test_what_is_wrong_is_found(
    code: str, spoil: Callable[[dict[str, Any]], object], tmp_path: Path
) -> None:
    """With a sentence that names the file."""
    raw = json.loads((geodata_dir() / "phrases.json").read_text("utf-8"))
    spoil(raw)
    (tmp_path / "phrases.json").write_text(json.dumps(raw), "utf-8")
    (problem,) = check_phrases(tmp_path, shipped()[0])
    assert (code, "phrases.json") == (problem.code, problem.file)
    assert "phrases.json" in problem.sentence


def test_a_site_without_phrases_has_nothing_wrong(tmp_path: Path) -> None:
    """They are an offer, no duty."""
    assert () == check_phrases(tmp_path, shipped()[0])
