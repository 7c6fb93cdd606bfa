"""Offers (chào bán): produce, production area to contract for, and services, with what is still free of them.

Owns `offers`, `offer_periods`, `offer_certificates`, `offer_member_shares`. Uses listings, organisations, catalogue,
audit.
"""
