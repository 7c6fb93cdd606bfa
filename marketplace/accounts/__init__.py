"""People: sign-in, password, session, one-time links.

Owns `users`, `sessions`, `one_time_links`, `sign_in_attempts`. Uses audit, notifications, web.
"""
