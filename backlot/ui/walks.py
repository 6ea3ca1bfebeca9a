"""Keep the walking network of the current data, and the graph of it that the viewer routes on."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backlot.catalog import load_corrected
from backlot.settings import geodata_dir, home_dir
from backlot.ui import maps
from backlot.walks.network import load_network, network_path

if TYPE_CHECKING:
    from pathlib import Path

    from backlot.catalog import Catalog
    from backlot.walks.network import Network

__all__ = ["Walkable", "current"]


@dataclass(frozen=True, slots=True)
class Walkable:
    """A catalogue, its network, and the network's graph as JSON packed with gzip, with its hash."""

    catalog: Catalog
    network: Network
    packed: bytes
    digest: str


_lock = threading.Lock()
_known: tuple[object, Walkable] | None = None


def current() -> Walkable:
    """
    Return the network on show now; loads only when a file of the data has changed.

    Raises
    ------
    DataError
        If the network's file is missing or not a network.
    """
    global _known
    # places a user moved or added are walked to as well
    files = (network_path(), home_dir() / "corrections.json")
    stamp = (maps.current().catalog.digest, *(_stamp(path) for path in files))
    with _lock:
        if _known is None or _known[0] != stamp:
            _known = (stamp, _load(load_corrected(geodata_dir())[0]))
        return _known[1]


def _stamp(path: Path) -> tuple[str, int, int]:
    if not path.exists():
        return str(path), 0, 0
    stat = path.stat()
    return str(path), stat.st_size, stat.st_mtime_ns


def _load(catalog: Catalog) -> Walkable:
    network = load_network(catalog)
    text = json.dumps(network.graph(catalog), ensure_ascii=False, separators=(",", ":")).encode()
    return Walkable(
        catalog, network, gzip.compress(text, compresslevel=6), hashlib.sha256(text).hexdigest()[:16]
    )
