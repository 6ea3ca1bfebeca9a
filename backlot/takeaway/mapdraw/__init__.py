"""Draw the map with lines and letters alone, for paper and for a picture; `mapsvg` puts it together."""
