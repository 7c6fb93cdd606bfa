"""Needs (nhu cầu mua): what an enterprise wants to buy, when, where and on which conditions.

Owns `needs`, `need_periods`, `need_criteria`, `need_places`. Uses listings, organisations, catalogue, audit.
"""
