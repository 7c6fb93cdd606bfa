"""Who may do what: permissions and roles as data, and one question, `can(viewer, permission, subject)`.

Owns no table. Uses nothing above itself; rooms hand it a `Viewer` and subjects that say who their parties are.
"""
