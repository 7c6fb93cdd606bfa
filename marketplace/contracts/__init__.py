"""Linkage contracts (hợp đồng liên kết): parties, stages, signed file, signatures, verification, life cycle.

Owns `contracts`, `contract_parties`, `contract_shares`, `contract_documents`, `signatures`, `contract_states`,
`reported_linkages`. Uses brokering, files, audit.
"""
