"""Oversight (giám sát): what an official sees beside the indicators: flow, balance, reports, quality, integrity.

Owns no table and writes nothing; uses indicators and every room below. What it lists informs: it blocks, changes and
uncounts no record. Figures of indicators are the engine's. Amounts of money and the content of cases are never read.
"""
