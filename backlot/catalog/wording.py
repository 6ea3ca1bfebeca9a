"""Word a problem with the data as one plain sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backlot import lang

if TYPE_CHECKING:
    from backlot.catalog.model import Problem
    from backlot.errors import BacklotError

__all__ = ["word_error", "word_problem"]


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
    feature = f'"{problem.feature}"' if problem.feature else ""
    if problem.feature.startswith("#"):
        # a feature without a readable id goes by its number
        feature = lang.say(code, "error.feature", n=problem.feature[1:])
    where = ": ".join(part for part in (problem.file, feature) if part)
    if problem.property:
        where = f"{where} ({problem.property})" if where else problem.property
    said = lang.word(code, problem.code, problem.values)
    return f"{where}: {said}" if where else said


def word_error(error: BacklotError, code: str) -> list[str]:
    """
    Return what an error says in a language, a sentence each.

    Parameters
    ----------
    error
        An error of the library; one with `problems`, such as that of a tour, says all of them.
    code
        Code of the language.
    """
    problems = getattr(error, "problems", ())
    return [word_problem(each, code) for each in problems] or [lang.word(code, error.code, error.values)]
