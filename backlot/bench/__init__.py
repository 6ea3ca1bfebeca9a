"""Measure how fast the app is, beside the ways it could have been built."""
