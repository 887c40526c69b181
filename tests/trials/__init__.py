"""Tests of the trial watch; helpers are imported from here."""
