"""The first page, the one search box and "my work": what the other rooms have to show to this person.

Owns no table. Stands above the rooms it looks into.
"""
