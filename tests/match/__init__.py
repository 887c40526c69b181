"""Tests of duplicate linkage."""
