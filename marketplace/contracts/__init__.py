"""Linkage contracts (hợp đồng liên kết): parties, signed file, signatures, verification, annexes, life cycle.

Owns `contracts`, `contract_parties`, `annex_suppliers`, `contract_annexes`, `contract_documents`, `contract_prints`,
`signatures`, `digital_signatures`, `contract_states`, `reported_linkages`. Uses brokering, files, audit. What each
producer delivers in each period stands in the terms (`contract.terms.periods`), nowhere else.
"""
