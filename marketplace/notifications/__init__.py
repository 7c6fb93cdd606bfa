"""Messages to people: the inbox on the site and the outbox of mail, written in the transaction of their cause.

Owns `notifications` and `outbox_messages`. Mail leaves after the commit, by `lienket outbox send`.
"""
