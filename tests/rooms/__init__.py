"""Tests of following the guide: rooms, their routes, the guard, and serving the local network."""
