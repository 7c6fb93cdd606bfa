"""Saved searches and alerts: who is told of a new suggestion, once for each event and recipient."""
