"""Saved searches (tìm kiếm đã lưu) and alerts (báo tin): who wants to be told of what, and telling them once.

Owns `saved_searches`, `score_alerts`, `alert_messages`, `alert_digests` and `alert_cursors`. Uses suggestions for pairs
and their reasons, offers and needs for their lists, notifications for the inbox and the outbox. Messages are found by a
job that follows the market's feed of changes: `sending.py`; mails of a day: `digests.py`.
"""
