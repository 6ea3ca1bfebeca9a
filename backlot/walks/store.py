"""
Keep the user's own network: real streets in place of the shipped ones.

It is one file, `$BACKLOT_HOME/network.geojson`, of the same form as the shipped one, and is used as long as
it is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from backlot.catalog.canonical import canonical_collection
from backlot.catalog.load import MAX_BYTES
from backlot.catalog.metric import Metric
from backlot.catalog.save import save_text
from backlot.errors import DataError
from backlot.settings import home_dir
from backlot.walks.network import (
    NETWORK_FILE,
    Component,
    Content,
    Network,
    build_network,
    parse_network,
)
from backlot.walks.osm import Extract, read_extract

if TYPE_CHECKING:
    from backlot.catalog import Catalog

__all__ = ["Report", "describe", "import_network", "read_any", "remove_network"]


@dataclass(frozen=True, slots=True)
class Report:
    """
    What a network is made of, and what was left out of it.

    `components` are the parts that no path joins, longest first; `dropped` counts lines by reason.
    """

    path_count: int
    vertex_count: int
    node_count: int
    edge_count: int
    length_m: float
    components: tuple[Component, ...]
    dropped: Mapping[str, int] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """Return the report as plain JSON."""
        return {
            "paths": self.path_count,
            "vertices": self.vertex_count,
            "nodes": self.node_count,
            "edges": self.edge_count,
            "length_m": self.length_m,
            "dropped": dict(sorted(self.dropped.items())),
            "components": [part._asdict() for part in self.components],
        }


def import_network(file: Path, catalog: Catalog, *, home: Path | None = None) -> Report:
    """
    Make a file's paths the user's own network.

    Parameters
    ----------
    file
        OpenStreetMap extract or GeoJSON lines; see `osm.read_extract`.
    catalog
        The site: what lies outside its bounds is left out.
    home
        The user's folder; that of `settings.home_dir` when None.

    Raises
    ------
    DataError
        If the file cannot be read or has no path inside the site's bounds. The network kept so far then
        stays.
    OSError
        If the folder cannot be written.
    """
    extract = read_extract(file, bounds=catalog.site.bounds)
    collection = _collection(file, extract)
    # built before it is kept: what is written can be read
    content = parse_network(collection)
    report = describe(content, build_network(content, catalog.metric.xy), extract.dropped)
    text = canonical_collection(collection)
    if len(text.encode()) > MAX_BYTES:
        raise DataError("network-too-large", limit=len(content.paths))
    save_text(_own(home), text)
    return report


def remove_network(*, home: Path | None = None) -> Path | None:
    """
    Put the user's own network aside, so that the shipped one counts again.

    Returns
    -------
    Path or None
        Where it lies now, to be imported again; None if there was none.
    """
    path = _own(home)
    if not path.exists():
        return None
    kept = path.with_name("removed-network.geojson")
    path.replace(kept)
    return kept


def describe(content: Content, network: Network, dropped: Mapping[str, int] | None = None) -> Report:
    """Return the figures of a network."""
    return Report(
        path_count=len(content.paths),
        vertex_count=network.vertex_count,
        node_count=len(network.nodes),
        edge_count=len(network.lengths_m),
        length_m=round(float(network.lengths_m.sum()), 2),
        components=tuple(network.components()),
        dropped=dict(dropped or {}),
    )


def read_any(file: Path, catalog: Catalog) -> Network:
    """
    Read the network of any file `import_network` takes, wherever in the world it lies.

    Lengths are measured in the site's coordinate system within its bounds, elsewhere in the UTM zone of the
    file's own middle. Raises as `import_network`.
    """
    content = parse_network(_collection(file, read_extract(file)))
    points = np.array([position for _, line in content.paths for position in line])
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    bounds = catalog.site.bounds
    if bounds[0] <= west and bounds[1] <= south and east <= bounds[2] and north <= bounds[3]:
        return build_network(content, catalog.metric.xy).placed(catalog)
    zone = min(60, max(1, int(((west + east) / 2 + 180) // 6) + 1))
    metric = Metric(f"EPSG:{326 if south + north >= 0 else 327}{zone:02}")
    return build_network(content, metric.xy).placed(catalog)


def _collection(file: Path, extract: Extract) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "name": file.name,
        "licence": extract.licence,
        "attribution": extract.attribution,
        "features": extract.features,
    }


def _own(home: Path | None) -> Path:
    return (home_dir() if home is None else home) / NETWORK_FILE
