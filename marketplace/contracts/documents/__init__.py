"""A contract or annex as an official paper: what it says, and its form as Word file and PDF.

`parts` are the pieces of a paper, `articles` turns terms into them, `changes` compares two revisions; `word` and `pdf`
lay the same `Paper` into the files of `templates`, which the alliance may edit.
"""
