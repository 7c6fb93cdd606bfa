"""Cases (vụ việc kết nối): from interest or a broker's idea to terms that every side accepts.

Owns `cases` with `case_stages`, `case_members`, `consents`; the desk's `case_tasks`, `case_talks`, `case_handovers`;
`terms` with `terms_periods`, `terms_grades`, `terms_inputs`, `acceptances`; `case_messages` with their files; and
`ledger_movements`. Uses suggestions, offers, needs. Contacts are hidden until the sides have said yes.
Terms: `actions/` writes them, `terms_forms.py` asks for them, `wording.py` says and compares them, `fingerprints.py`
marks them, `shares.py` tables them, `simulation.py` tries their price rule; `talking.py` says when and by whom.
"""
