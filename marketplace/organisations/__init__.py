"""Cooperatives, unions, cooperative groups and enterprises: profile, status over time, sites, papers, verification.

Owns the tables below `organisations/models/`. Uses accounts, catalogue, files, audit, notifications.
"""
