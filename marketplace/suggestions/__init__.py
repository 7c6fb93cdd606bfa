"""Suggestions (gợi ý kết nối): who fits whom, why, and what is missing.

Owns `suggestion_feedback`. `gateway.py` is the one module of the site that builds the matcher's records and
calls it. Suggestions are computed when they are read, so a hidden or withdrawn record is out at once.
"""
