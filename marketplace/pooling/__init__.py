"""Pooled orders (gom đơn): one need filled by a group of offers, proposed, edited, compared, and made into cases.

Owns `pools` with `pool_variants`, `pool_periods`, `pool_suppliers`, `pool_cells` and `pool_cases`. Whoever may open a
pooled case for the need works on its pools; the cooperatives see their own planned share on the case's consent page and
nothing of the group. Candidates come from the matcher's hard rules, free quantities from the ledger, the amounts from
`matching.pooling`. Uses brokering, suggestions, needs, offers.
"""
