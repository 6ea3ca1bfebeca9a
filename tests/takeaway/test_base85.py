"""Bytes as letters that pass through any text file."""

from __future__ import annotations

import base64
import json
import re
import subprocess
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from backlot.takeaway.base85 import ALPHABET, encode
from tests.support import tools

LOADER = Path(__file__).parents[2] / "backlot" / "takeaway" / "assets" / "loader.js"
# the alphabet of Python's own base 85
_PYTHONS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"


def test_the_alphabet_means_nothing_in_html() -> None:
    """No letter can end an element, an attribute or a text in a script."""
    assert 85 == len(set(ALPHABET)) == len(ALPHABET)
    assert not set(ALPHABET) & set("<>&\"'`\\ -!")


@given(st.binary(max_size=200))
def test_it_is_base_85_in_letters_of_its_own(data: bytes) -> None:
    """Python's own writes the same figures."""
    full = data + b"\0" * (-len(data) % 4)
    assert base64.b85encode(full).decode().translate(str.maketrans(_PYTHONS, ALPHABET)) == encode(data)


def test_the_loader_reads_it_back() -> None:
    """The browser's side gives the same bytes, whatever their number."""
    samples = [bytes(range(256)), b"", b"a", b"ab", b"abc", b"\xff" * 7, b"\0\0\0\0\0"]
    unpack = re.search(r"  function unpack.*?\n  }\n", LOADER.read_text("utf-8"), re.DOTALL)
    assert unpack
    asked = [[encode(data), len(data)] for data in samples]
    script = (
        f"{unpack[0]}\nconst asked = {json.dumps(asked)};\n"
        f"const told = asked.map(([text, n]) => [...unpack(text, n, {json.dumps(ALPHABET)})]);\n"
        "console.log(JSON.stringify(told));"
    )
    node = tools.node()
    assert node
    found = subprocess.run(
        [str(node), "-e", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert [list(data) for data in samples] == json.loads(found.stdout)
