"""Cases (vụ việc kết nối): from interest or a broker's idea to terms both sides accept.

Owns `cases`, `case_stages`, `consents`, `terms`, `terms_periods`, `acceptances`. Uses suggestions, offers, needs.
Contacts are hidden until both sides have said yes.
"""
