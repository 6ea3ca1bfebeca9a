"""Word a problem with the data as one plain English sentence."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from backlot.errors import DataError, fill_sentence

if TYPE_CHECKING:
    from backlot.catalog.model import Problem

__all__ = ["SENTENCES", "word_problem"]

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        **DataError.sentences,
        # files
        "not-a-collection": "the file is not a GeoJSON FeatureCollection",
        "not-an-object": "the file does not hold one JSON object",
        "not-canonical": "the file is not in canonical form; `python -m backlot check --write` brings it",
        # form
        "not-a-feature": "this is not a GeoJSON feature with properties",
        "missing": "this is missing",
        "unknown-property": "this is not a known property here",
        "wrong-type": "this should be {wanted}",
        "not-allowed": '"{found}" is not allowed; use one of {allowed}',
        "out-of-range": "{found} is not between {low} and {high}",
        "too-long": "the text has {found} characters; at most {limit} are allowed",
        "empty": "the text is empty",
        "too-few": "at least {limit} are needed",
        "too-many": "at most {limit} are allowed",
        "repeated": "the same entry appears twice",
        "bad-form": '"{found}" does not have the form this property asks for',
        "bad-date": '"{found}" is not a day written YYYY-MM-DD',
        "bad-id": '"{id}" is not an id: use 2 to 63 small letters, digits and hyphens',
        "bad-bounds": "the bounds should be west, south, east, north in degrees, west before east",
        "bad-tz": '"{found}" is not an IANA time zone',
        "not-valid": "{reason}",
        # ids and references
        "duplicate-id": '"{id}" is used again; it already stands in {other}',
        "id-differs": 'the id "{found}" outside the properties differs from "{id}"',
        "unknown-reference": '"{found}" is not in site.json; use one of {allowed}',
        "unknown-place": 'there is no place "{found}"',
        "within-itself": "a place cannot lie within itself",
        # geometry
        "no-geometry": "the geometry is missing",
        "geometry-type": "{found} is not allowed here; use one of {allowed}",
        "bad-position": "{position} is not a position [longitude, latitude]",
        "too-few-positions": "the line or ring has too few positions",
        "swapped-axes": "longitude and latitude are swapped near {position}",
        "out-of-bounds": "{position} lies outside the site's bounds",
        "ring-open": "a ring does not end where it starts",
        "ring-crosses": "a ring crosses or touches itself near {position}",
        "ring-winding": "{ring} is wound the wrong way round; `--write` turns it",
        # texts
        "language-missing": 'the text is missing in "{lang}"',
        # drawing rules
        "outside-within": 'it does not lie inside "{within}"',
        "within-no-area": '"{within}" has no area to lie inside',
        "gate-off-outline": 'the gate is {distance_m} m away from the outline of "{within}"',
        "buildings-overlap": 'the building overlaps "{other}" by {area_m2} m2',
        "lane-through-building": 'the lane runs through the building "{other}" for {length_m} m',
        "lane-over-building": 'the lane, {width_m} m wide, covers {area_m2} m2 of the building "{other}"',
        "set-unreached": "no lane reaches the set; the nearest is {distance_m} m away",
        "set-without-lanes": "no lane reaches the set: there are no lanes",
        "lane-unconnected": "the lane is not connected to the others; the nearest is {distance_m} m away",
        "lanes-no-gate": "the lanes reach no gate",
        "not-schematic": 'the accuracy is "{found}" though no day of comparison is given in "confirmed"',
        "schematic-with-metres": "a schematic position has no accuracy in metres; use null",
        "accuracy-without-metres": "an accuracy of {found} needs its metres in accuracy_m",
        "stands-in-water": 'it stands in the water of "{other}"',
        "crosses-water": 'it crosses "{other}" for {length_m} m without a bridge, near {position}',
    }
)


def word_problem(problem: Problem) -> str:
    """
    Return a problem as one sentence: file, feature, property, what is wrong.

    For example: ``studio.geojson: "tea-house" (locale): "atlantis" is not in site.json; use one of …``.
    """
    template = SENTENCES.get(problem.code)
    if template is None:
        told = ", ".join(f"{name}: {value}" for name, value in problem.values.items())
        said = f"{problem.code.replace('-', ' ')} ({told})"
    else:
        said = fill_sentence(template, problem.values)
    where = problem.file
    if problem.feature.startswith("#"):
        where += f": feature {problem.feature[1:]}"
    elif problem.feature:
        where += f': "{problem.feature}"'
    if problem.property:
        where += f" ({problem.property})"
    return f"{where}: {said}"
