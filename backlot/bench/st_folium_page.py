"""Show the site of `BACKLOT_GEODATA` the usual way: st_folium, FeatureGroups, a popup a polygon."""

import html
import json
import os
from pathlib import Path

import folium
import streamlit as st
from streamlit_folium import st_folium


@st.cache_data
def areas() -> list[tuple[str, str, list[tuple[float, float]]]]:
    """Return group, name and outline, as (latitude, longitude), of every place drawn as a polygon."""
    folder = Path(os.environ["BACKLOT_GEODATA"])
    found = []
    for name in ("studio.geojson", "landmarks.geojson"):
        for feature in json.loads((folder / name).read_text(encoding="utf-8"))["features"]:
            properties, geometry = feature["properties"], feature["geometry"]
            if geometry["type"] == "Polygon" and properties["kind"] in (
                "set",
                "building",
                "plaza",
                "landmark",
            ):
                group = properties.get("locale") or properties.get("category") or "other"
                outline = [(lat, lon) for lon, lat in geometry["coordinates"][0]]
                found.append((group, properties["name:en"], outline))
    return found


query = st.text_input("Search", key="query")
hits = [name for _, name, _ in areas() if query and query.lower() in name.lower()][:8]
st.text("\n".join(hits) if query else "")

points = [point for _, _, outline in areas() for point in outline]
south_west = min(lat for lat, _ in points), min(lon for _, lon in points)
north_east = max(lat for lat, _ in points), max(lon for _, lon in points)
shown = folium.Map(tiles=None, zoom_control=False)
shown.fit_bounds([south_west, north_east])
groups: dict[str, folium.FeatureGroup] = {}
for group, name, outline in areas():
    if group not in groups:
        groups[group] = folium.FeatureGroup(name=group)
        groups[group].add_to(shown)
    popup = folium.Popup(f"<b>{html.escape(name)}</b>")
    folium.Polygon(outline, weight=1, fill=True, popup=popup).add_to(groups[group])
folium.LayerControl(collapsed=False).add_to(shown)
st_folium(shown, use_container_width=True, height=600, key="map")
