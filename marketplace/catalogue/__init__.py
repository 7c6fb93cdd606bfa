"""Reference data and their codes: goods, forms, varieties, units, seasons, places, dated prices.

Owns the tables below `catalogue/models/`. Rows come from versioned files; `loading/` puts them in, again and
again with the same result. Staff add, correct and end seasons; what they touched stays theirs. Names are resolved
by `matching.vocabulary` through `naming.py` and `places.py`. Uses `audit` and `web`.
"""
