"""Lines as steps: written by Python, read by the viewer."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from backlot.viewer.page import _ASSETS
from backlot.viewer.steps import UNIT, in_steps
from tests.support import tools

position = st.tuples(
    st.integers(-180 * UNIT, 180 * UNIT).map(lambda figure: figure / UNIT),
    st.integers(-90 * UNIT, 90 * UNIT).map(lambda figure: figure / UNIT),
).map(list)
line = st.lists(position, min_size=1, max_size=5)


def _back(steps: Any) -> Any:
    """Return positions of steps, worked out in another way: by summing all before."""
    sums = [0, 0]

    def walk(value: Any) -> Any:
        if isinstance(value[0], int):
            sums[0] += value[0]
            sums[1] += value[1]
            return [sums[0] / UNIT, sums[1] / UNIT]
        return [walk(each) for each in value]

    return walk(steps)


@given(st.one_of(position, line, st.lists(line, min_size=1, max_size=3)))
def test_steps_lead_back_to_the_positions(coordinates: Any) -> None:
    """A point, a line, and several lines one after the other."""
    assert coordinates == _back(in_steps(coordinates))


def test_the_viewer_reads_what_python_writes() -> None:
    """To the last digit of the data."""
    polygon = [[[125.7, 39.07], [125.700001, 39.069999], [125.71, 39.08], [125.7, 39.07]], [[-0.5, -0.25]]]
    script = (
        f"import {{ positions }} from {json.dumps((Path(_ASSETS) / 'steps.js').as_uri())};"
        f"console.log(JSON.stringify(positions({json.dumps(in_steps(polygon))})));"
    )
    node = tools.node()
    assert node
    command = [str(node), "--input-type=module", "-e", script]
    found = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert polygon == json.loads(found.stdout)
