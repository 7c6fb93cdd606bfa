"""First contents of a site: the reported rows (real, labelled, never counted) and the demonstration.

Owns no table. `real.py` loads what the press reported, `demo.py` makes a small labelled cast through the rooms' own
actions. Files are in `data/`, each folder with a NOTICE of where it comes from.
"""
