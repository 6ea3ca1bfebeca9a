"""Films: read, checked, shipped, taken along."""
