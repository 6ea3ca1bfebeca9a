"""Style, types and the viewer's own tests, counted with all other tests."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support import tools
from tests.support.server import ROOT

PYTHON_CODE = (".",)


def run(*command: str) -> None:
    """Run a command in the project's folder; fail with what it says."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        pytest.fail(f"{done.stdout}\n{done.stderr}", pytrace=False)


def test_the_code_keeps_the_rules_of_ruff() -> None:
    """`ruff check` finds nothing."""
    run(sys.executable, "-m", "ruff", "check", *PYTHON_CODE)


def test_the_code_is_formatted() -> None:
    """`ruff format` would change nothing."""
    run(sys.executable, "-m", "ruff", "format", "--check", *PYTHON_CODE)


def test_the_types_hold() -> None:
    """Mypy finds nothing in the package, nor in what the tests share."""
    run(sys.executable, "-m", "mypy")
    run(sys.executable, "-m", "mypy", "--package", "tests.support")


@pytest.mark.node
def test_the_viewers_own_tests_pass() -> None:
    """Node's test runner passes every file in tests/js."""
    node = tools.node()
    assert node is not None, "Node is missing: run `make test`, which installs or names it"
    files = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "js").glob("*.test.mjs"))
    assert files
    run(str(node), "--test", "--test-reporter=spec", *files)
