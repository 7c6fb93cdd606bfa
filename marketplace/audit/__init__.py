"""The history: one insert-only row for each write, in the same transaction, with a sentence for people.

Owns `audit_events`. Uses nothing but the ground floor. Rooms call `record` from their actions.
"""
