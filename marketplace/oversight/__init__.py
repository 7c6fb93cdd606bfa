"""Oversight (giám sát): what an official sees beside the indicators: flow, balance, reports, quality of the data.

Owns no table. Uses indicators and every room below.
"""
