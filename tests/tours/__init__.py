"""Tests of tours: model, compact form, store, shipped tours, backup, command line."""
