"""Command line: what it prints and how it exits."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from backlot.__main__ import main

HARBOUR = Path(__file__).parent / "sites" / "harbour"


def test_good_data_exit_0(capsys: pytest.CaptureFixture[str]) -> None:
    """One line says that all is well."""
    assert 0 == main(["check", str(HARBOUR)])
    assert capsys.readouterr().out.endswith("all is well\n")


def test_a_problem_exits_1_with_its_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line a problem, then the count."""
    folder = shutil.copytree(HARBOUR, tmp_path / "site")
    (folder / "basemap.geojson").unlink()
    assert 1 == main(["check", str(folder)])
    lines = capsys.readouterr().out.splitlines()
    assert ["basemap.geojson: the file is missing", f"{folder}: 1 problem"] == lines


def test_json_gives_a_list_of_problems(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each with grade, place, code, values and sentence."""
    folder = shutil.copytree(HARBOUR, tmp_path / "site")
    (folder / "basemap.geojson").write_text("{")
    assert 1 == main(["check", str(folder), "--json"])
    (problem,) = json.loads(capsys.readouterr().out)
    assert ("invalid", "basemap.geojson", "not-json") == (
        problem["grade"],
        problem["file"],
        problem["code"],
    )
    assert 0 == main(["check", str(HARBOUR), "--json"])
    assert [] == json.loads(capsys.readouterr().out)


def test_write_rewrites_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second run has nothing to write."""
    folder = shutil.copytree(HARBOUR, tmp_path / "site")
    path = folder / "studio.geojson"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8"))), "utf-8")
    assert 0 == main(["check", str(folder), "--write"])
    assert "studio.geojson: rewritten in canonical form" in capsys.readouterr().out
    before = path.read_bytes()
    assert 0 == main(["check", str(folder), "--write"])
    assert "rewritten" not in capsys.readouterr().out
    assert before == path.read_bytes() == (HARBOUR / "studio.geojson").read_bytes()


def test_one_file_can_be_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Problems of the other files are then left out."""
    folder = shutil.copytree(HARBOUR, tmp_path / "site")
    (folder / "basemap.geojson").unlink()
    assert 0 == main(["check", str(folder / "studio.geojson")])


def test_the_folder_comes_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`BACKLOT_GEODATA` names it when no path is given."""
    monkeypatch.setenv("BACKLOT_GEODATA", str(HARBOUR))
    assert 0 == main(["check"])
    assert "harbour" in capsys.readouterr().out


@pytest.mark.parametrize("argv", [[], ["chekc"], ["check", "--wriet"], ["check", "/nowhere/at/all"]])
def test_wrong_usage_exits_2(argv: list[str]) -> None:
    """An unknown command, option or folder is not a problem of the data."""
    try:
        status = main(argv)
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else 0
    assert 2 == status


def test_help_loads_nothing_heavy() -> None:
    """Asking for help imports no geometry, no schema library, no Streamlit."""
    code = (
        "import sys; from backlot.__main__ import main\n"
        "try: main(['check', '--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'shapely', 'numpy', 'pyproj', 'jsonschema', 'streamlit', 'folium'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[1],
    )
    assert "[]" == done.stdout.splitlines()[-1]
