"""Draw ids and geometry with folium, and nothing else.

branca compiles its own output a second time as a Jinja2 template, so no name, text or
property may pass through here: a feature carries its id (checked against a strict pattern)
and coordinates. Our own assets and texts are put in after rendering, by `page`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import folium
import shapely
from branca.element import Element, MacroElement
from folium.map import CustomPane
from folium.template import Template

from backlot.catalog.model import ID_PATTERN
from backlot.errors import DataError
from backlot.viewer.steps import in_steps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backlot.catalog import Catalog, Feature, Place

SVG_LIMIT = 1500
"""More place areas than this are drawn on a canvas by the viewer's own script, not by folium."""

_ID = re.compile(ID_PATTERN)


class Layer(NamedTuple):
    """One folium.GeoJson: which pane it lies in and whether it answers to hands."""

    name: str
    pane: str
    interactive: bool


PANES = {
    "base": 350,
    "casing": 360,
    "streets": 370,
    "ground": 400,
    "lane-casing": 408,
    "lanes": 410,
    "shadows": 415,
    "buildings": 420,
}
"""Panes by z-index, lowest first."""

LAYERS = (
    Layer("districts", "base", False),
    Layer("parks", "base", False),
    Layer("waters", "base", False),
    Layer("islands", "base", False),
    Layer("rails", "streets", False),
    Layer("streets", "streets", False),
    Layer("bridges", "streets", False),
    Layer("landmarks", "ground", True),
    Layer("sets", "ground", True),
    Layer("plazas", "ground", True),
    Layer("greens", "ground", False),
    Layer("lanes", "lanes", True),
    Layer("buildings", "buildings", True),
    Layer("points", "markerPane", True),
)
"""Layers in the order they are drawn."""

LATE_LAYERS = ("streets", "greens")
"""Layers whose decoration may come late: each lies on top within its pane."""

_LAYER_OF_KIND = {
    "district": "districts",
    "park": "parks",
    "water": "waters",
    "rail": "rails",
    "street": "streets",
    "bridge": "bridges",
    "lane": "lanes",
    "landmark": "landmarks",
    "set": "sets",
    "plaza": "plazas",
    "building": "buildings",
}


class _Hook(MacroElement):
    """Hand the map and its layers to the viewer's script."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        window.backlot = {map: {{ this._parent.get_name() }}, layers: {
            {%- for name, layer in this.layers.items() %}
            {{ name | tojson }}: {{ layer.get_name() }},
            {%- endfor %}
        }};
        {% endmacro %}
        """
    )

    def __init__(self, layers: dict[str, Element]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "BacklotHook"
        self.layers = layers


class Drawing(NamedTuple):
    """A rendered folium page, and what the viewer's own script draws on it."""

    html: str
    """Folium's page, with no outside asset in it."""
    geometry: dict[str, Any] | None
    """GeoJSON of the place areas where there are too many for folium, else None."""
    late: list[dict[str, Any]]
    """Decoration to draw in idle moments: `pane` and `features` of each group, GeoJSON but in steps."""


def draw(catalog: Catalog) -> Drawing:
    """Render the map page of a catalogue.

    Raises
    ------
    DataError
        If an id could not safely be put on the page.
    """
    grouped = _grouped(catalog)
    late = _late(catalog, grouped)
    large = sum(map(len, grouped.values())) > SVG_LIMIT
    geometry = _collection(grouped.pop("buildings", [])) if large else None
    figure = folium.Map(
        min_zoom=9,
        max_zoom=20,
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0.25,
        zoom_delta=1,
        wheel_px_per_zoom_level=90,
        tap_tolerance=18,
        fade_animation=False,
    )
    # without a centre Leaflet waits with drawing until our script has chosen the first view
    figure.location = None  # type: ignore[assignment]
    # folium's defaults are addresses of CDNs; the page module inlines Leaflet
    figure.default_js = []
    figure.default_css = []
    for name, z_index in PANES.items():
        CustomPane(name, z_index=z_index).add_to(figure)
    drawn: dict[str, Element] = {}
    for layer in LAYERS:
        features = grouped.get(layer.name)
        if features:
            drawn[layer.name] = folium.GeoJson(
                _collection(features),
                pane=layer.pane,
                interactive=layer.interactive,
                smooth_factor=0.7,
                marker=folium.Marker(icon=folium.DivIcon()) if layer.name == "points" else None,
            ).add_to(figure)
    _Hook(drawn).add_to(figure)
    return Drawing(figure.get_root().render(), geometry, late)


def _late(catalog: Catalog, grouped: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Take decoration out of the groups: nameless, of the least rank, nearly half of all points.

    The map is at hand sooner when trees and alleys come a moment after it.
    """
    slight = {each.id for each in catalog.features if each.rank == 5 and not each.names}
    late = []
    for layer in LAYERS:
        if layer.name not in LATE_LAYERS:
            continue
        features = grouped.get(layer.name, [])
        taken = [feature for feature in features if feature["id"] in slight]
        grouped[layer.name] = [feature for feature in features if feature["id"] not in slight]
        if taken:
            late.append({"pane": layer.pane, "features": _collection(map(_stepped, taken))})
    return late


def _grouped(catalog: Catalog) -> dict[str, list[dict[str, Any]]]:
    # greens, water and rails of the lot lie over its sets, those of the city under its streets
    lot_files = {place.file for place in catalog.by(kind="set")}
    grouped: dict[str, list[dict[str, Any]]] = {}
    drawn: list[Feature | Place] = [*catalog.features, *catalog.places]
    for each in drawn:
        grouped.setdefault(_layer_of(each, lot_files), []).append(_feature(each))
    return grouped


def _layer_of(each: Feature | Place, lot_files: set[str]) -> str:
    if each.geometry.geom_type == "Point":
        return "points"
    if each.kind in ("park", "water", "rail") and each.file in lot_files:
        return "greens"
    if each.kind == "park" and each.cls == "island":
        return "islands"
    # a kind drawn as an area that is usually a point still needs a hand-catching layer
    return _LAYER_OF_KIND.get(each.kind, "landmarks")


def _feature(each: Feature | Place) -> dict[str, Any]:
    if not _ID.fullmatch(each.id):
        raise DataError("bad-id", id=each.id)
    geometry = shapely.geometry.mapping(shapely.set_precision(each.geometry, 0))
    return {"type": "Feature", "id": each.id, "geometry": _rounded(geometry), "properties": {}}


def _rounded(geometry: Any) -> Any:
    def walk(value: Any) -> Any:
        if isinstance(value, float | int):
            return round(value, 6)
        return [walk(each) for each in value]

    return {"type": geometry["type"], "coordinates": walk(geometry["coordinates"])}


def _stepped(feature: dict[str, Any]) -> dict[str, Any]:
    geometry = feature["geometry"]
    return {**feature, "geometry": {**geometry, "coordinates": in_steps(geometry["coordinates"])}}


def _collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}
