"""Uploaded files: checked, hashed, stored under a random name outside everything that is served.

Owns `stored_files`. A file has no page of its own: the room it belongs to decides who may fetch it and calls
`serving.send`.
"""
