"""Tests of reports and open data."""
