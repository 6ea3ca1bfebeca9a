"""Word a problem with the data as one plain sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlot import lang

if TYPE_CHECKING:
    from backlot.catalog.model import Problem

__all__ = ["word_problem"]


def word_problem(problem: Problem, code: str = lang.FALLBACK) -> str:
    """
    Return a problem as one sentence: file, feature, property, what is wrong.

    For example: ``studio.geojson: "tea-house" (locale): "atlantis" is not in site.json; use one of …``.

    Parameters
    ----------
    problem
        What is wrong, by code and values.
    code
        Language to say it in.
    """
    where = problem.file
    if problem.feature.startswith("#"):
        # a feature without a readable id goes by its number
        where += f": {lang.say(code, 'error.feature', n=problem.feature[1:])}"
    elif problem.feature:
        where += f': "{problem.feature}"'
    if problem.property:
        where += f" ({problem.property})"
    return f"{where}: {lang.word(code, problem.code, problem.values)}"
