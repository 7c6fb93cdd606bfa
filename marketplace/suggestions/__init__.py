"""Suggestions (gợi ý kết nối): who fits whom, why, and what is missing.

Owns `suggestion_feedback`, the change feed (`market_clock`, `market_changes`) and the balanced market
(`balanced_pairs`, `market_balance`). `gateway.py` is the one door to the matcher: `facts.py` and `fact_rows.py` say
what it may know of a listing, `records.py` makes its records, `market.py` keeps them in the process, as fresh as the
reader's transaction by `changes.py`. Suggestions of one record are computed when they are read, so a hidden or
withdrawn record is out at once; `jobs.py` weighs the whole market beside requests.
"""
