"""Lay out the figures of a benchmark: a table to read, or JSON to keep."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from backlot.bench.measure import Sample

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Notes", "Report", "Row", "machine", "tell"]

PACKAGES = ("streamlit", "folium", "streamlit-folium", "shapely", "XStatic-Leaflet", "playwright")


@dataclass(frozen=True, slots=True)
class Row:
    """
    Figures of one thing, on one site, by one side.

    Parameters
    ----------
    what
        What was measured, such as ``place open``.
    site
        Which data.
    side
        Which way of building it.
    unit
        Unit of the figures.
    sample
        The figures.
    goal
        What the judged figure should not exceed, in the same unit; None where nothing was set.
    at_least
        Whether the goal is what the judged figure should reach instead; then `value` or the median is it.
    judged
        Which figure of the sample the goal is about.
    value
        The judged figure, where it is not one of the sample's own.
    """

    what: str
    site: str
    side: str
    unit: str
    sample: Sample
    goal: float | None = None
    judged: Literal["median", "p95"] = "p95"
    value: float | None = None
    at_least: bool = False

    @property
    def figure(self) -> float:
        """The figure that the goal is about."""
        if self.value is not None:
            return self.value
        return self.sample.median if self.judged == "median" else self.sample.p95

    @property
    def met(self) -> bool | None:
        """Whether the goal was met; None without a goal."""
        if self.goal is None:
            return None
        return self.figure >= self.goal if self.at_least else self.figure <= self.goal

    def plain(self) -> dict[str, Any]:
        """Return the row as plain JSON values."""
        return {
            "what": self.what,
            "site": self.site,
            "side": self.side,
            "unit": self.unit,
            "n": self.sample.n,
            "median": round(self.value if self.value is not None else self.sample.median, 3),
            "p95": round(self.sample.p95, 3),
            "goal": self.goal,
            "at_least": self.at_least,
            "judged": None if self.goal is None else self.judged,
            "met": self.met,
            "values": [round(value, 3) for value in self.sample.values],
        }


@dataclass(frozen=True, slots=True)
class Report:
    """All rows of a run, what it ran on, and which side did not do its work."""

    rows: Sequence[Row]
    failures: Sequence[str]
    machine: dict[str, str]

    def plain(self) -> dict[str, Any]:
        """Return the report as plain JSON values."""
        return {
            "machine": self.machine,
            "rows": [row.plain() for row in self.rows],
            "failures": list(self.failures),
        }

    def table(self) -> str:
        """Return the report as text, one row a line."""
        head = ("what", "site", "side", "n", "median", "p95", "unit", "goal", "")
        lines = [head, *(_cells(row) for row in self.rows)]
        widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
        right = {3, 4, 5}
        text = [
            "  ".join(
                cell.rjust(w) if i in right else cell.ljust(w)
                for i, (cell, w) in enumerate(zip(line, widths, strict=True))
            ).rstrip()
            for line in lines
        ]
        text.insert(1, "  ".join("-" * width for width in widths))
        text += ["", *(f"{name}: {value}" for name, value in self.machine.items())]
        text += [f"did not do the work: {failure}" for failure in self.failures]
        return "\n".join(text)


@dataclass
class Notes:
    """What is collected over a run, told to the person who waits as it comes."""

    rows: list[Row] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def add(self, what: str, site: str, side: str, unit: str, values: Sequence[float], **more: Any) -> None:
        """Add a row of figures."""
        row = Row(what, site, side, unit, Sample.of(values), **more)
        self.rows.append(row)
        tell(f"  {what}, {site}, {side}: median {row.sample.median:.2f}, p95 {row.sample.p95:.2f} {unit}")

    def fail(self, text: str) -> None:
        """Add what did not do the work that was to be timed."""
        self.failures.append(text)
        tell(f"  {text}")


def tell(text: str) -> None:
    """Tell the person who waits."""
    print(text, file=sys.stderr, flush=True)


def machine(browser: str, *, packages: Sequence[str] = PACKAGES) -> dict[str, str]:
    """
    Return what the figures depend on.

    Parameters
    ----------
    browser
        Name and version of the browser.
    packages
        Libraries whose versions count.
    """
    found = {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "browser": browser,
    }
    for name in packages:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "processor"


def _cells(row: Row) -> tuple[str, ...]:
    middle = row.value if row.value is not None else row.sample.median
    goal = ""
    if row.goal is not None:
        judged = row.judged if row.value is None else ""
        goal = f"{judged} {'≥' if row.at_least else '≤'} {_number(row.goal)}".strip()
    verdict = {True: "met", False: "MISSED", None: ""}[row.met]
    return (
        row.what,
        row.site,
        row.side,
        str(row.sample.n),
        _number(middle),
        _number(row.sample.p95),
        row.unit,
        goal,
        verdict,
    )


def _number(value: float) -> str:
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"
