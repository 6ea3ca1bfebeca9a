"""Modules and style sheets without what only their readers need."""

from __future__ import annotations

from pathlib import Path

import pytest

from backlot.viewer.lean import lean
from backlot.viewer.page import _ASSETS

SOURCES = sorted([*_ASSETS.glob("*.js"), *_ASSETS.glob("*.css")])


@pytest.mark.parametrize(
    ("expected", "source"),
    [
        ("\nlet a = 1;\n", "// of its own\n  let a = 1;\n"),
        ("\n\n\nlet a = 1; // beside\n", "/**\n * What it does.\n */\nlet a = 1; // beside\n"),
        ('const path = "//not a comment";\n', '  const path = "//not a comment";\n'),
        ("a { b: c }\n", "  a { b: c }\n"),
        ("\na { }\n", "/* of a sheet */\na { }\n"),
        ("let a = 1; /* within\na line */\n", "let a = 1; /* within\n  a line */\n"),
    ],
)
def test_only_indentation_and_comments_on_their_own_go(expected: str, source: str) -> None:
    """What stands beside code stays, and every line stays where it is."""
    assert expected == lean(source)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_lines_keep_their_numbers(path: Path) -> None:
    """An error names the right line."""
    source = path.read_text("utf-8")
    assert source.count("\n") == lean(source).count("\n")
    assert len(lean(source)) < len(source)


@pytest.mark.parametrize("path", sorted(_ASSETS.glob("*.js")), ids=lambda path: path.name)
def test_no_text_of_a_module_goes_over_lines(path: Path) -> None:
    """It would lose what stands at the start of its lines."""
    code = "\n".join(
        line
        for line in path.read_text("utf-8").splitlines()
        if not line.strip().startswith(("*", "/*", "//"))
    )
    odd = [line for line in code.splitlines() if line.replace("\\`", "").count("`") % 2]
    assert [] == odd
