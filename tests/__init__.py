"""Tests of Backlot Map."""
