"""Indicators (chỉ tiêu): one definition, one engine, the same number on page, CSV and command line.

Owns no table (targets are reference data). Uses contracts, organisations, catalogue.
"""
