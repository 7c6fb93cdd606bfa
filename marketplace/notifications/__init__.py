"""Messages to people: the inbox on the site and the outbox of mail, written in the transaction of their cause.

Owns `notifications`, `notification_preferences`, `outbox_messages` and `short_links`. Who wants mail of what is in
`habits`; mail leaves after the commit, by `lienket outbox send`; `digests` gathers the mail of a day.
"""
