"""The delivery book: what was due, what came, what was accepted and paid, and what both sides say of it.

Owns `deliveries`, `delivery_answers`, `payments`, `payment_answers`. Uses contracts, brokering, organisations.
"""
