"""Who may enter which address of organisations, figures, plans, oversight and reports: part of that table."""

from __future__ import annotations

from tests.architecture.entries import (
    ALL,
    BROKERS,
    HOUSE,
    HOUSE_MANAGERS,
    NOBODY,
    PLANNERS,
    STAFF,
    THU,
    Entry,
    each,
    one,
    people,
)

PROFILES = {"doan_ket": ALL, "press": ALL, "moi_lap": BROKERS | people("mai thu an")}
EDITED_PROFILES = {"doan_ket": HOUSE_MANAGERS | BROKERS, "moi_lap": BROKERS | people("mai")}
CHECKED_PROFILES = {"doan_ket": BROKERS, "moi_lap": BROKERS}
RECORDED_PROFILES = {"doan_ket": STAFF, "moi_lap": STAFF, "press": NOBODY}
STATED_PROFILES = {"doan_ket": HOUSE_MANAGERS | STAFF, "moi_lap": STAFF | people("mai"), "press": NOBODY}
OWN_PEOPLE = {"doan_ket": HOUSE_MANAGERS, "moi_lap": people("mai")}

RECORDS: dict[str, list[Entry]] = {
    "organisations.show": each(PROFILES),
    "organisations.edit": [entry for section in ("identity", "contact", "figures")
                           for entry in each(EDITED_PROFILES, section=section)],
    "organisations.new": one(BROKERS),
    "organisations.awaiting": one(BROKERS),
    "organisations.likenesses": one(BROKERS),
    **{f"organisations.{name}": one(BROKERS, public_id="moi_lap", other_id="binh_minh")
       for name in ("tell_apart", "forget_distinction")},
    "organisations.merge": one(BROKERS, public_id="moi_lap", successor_id="binh_minh"),
    "organisations.new_site": each(EDITED_PROFILES),
    "organisations.edit_site": [({"public_id": "huong_viet", "site_id": "plant"}, BROKERS | people("minh")),
                                ({"public_id": "doan_ket", "site_id": "plant"}, NOBODY)],
    "organisations.new_certificate": each(EDITED_PROFILES),
    "organisations.certificate_file": [
        ({"public_id": "doan_ket", "certificate_id": "paper"}, HOUSE_MANAGERS | BROKERS),
        ({"public_id": "binh_minh", "certificate_id": "paper"}, NOBODY),
    ],
    "organisations.verify_certificate": one(BROKERS, public_id="doan_ket", certificate_id="paper"),
    **{f"organisations.{name}": each(STATED_PROFILES) for name in ("new_rating", "new_traced_product")},
    "organisations.confirm_traced_product": one(STAFF, public_id="doan_ket", product_id="traced_product"),
    "organisations.end_traced_product": [
        ({"public_id": "doan_ket", "product_id": "traced_product"}, HOUSE_MANAGERS | STAFF),
        ({"public_id": "moi_lap", "product_id": "traced_product"}, NOBODY),
    ],
    "organisations.rating_file": one(HOUSE_MANAGERS | STAFF, public_id="doan_ket", rating="2025-official"),
    **{f"organisations.{name}": each(RECORDED_PROFILES) for name in ("new_recognition", "new_observation", "parent")},
    "organisations.recognition_file": [
        ({"public_id": "doan_ket", "recognition_id": "recognition"}, HOUSE_MANAGERS | STAFF),
        ({"public_id": "moi_lap", "recognition_id": "recognition"}, NOBODY),
    ],
    "organisations.withdraw_recognition": one(STAFF, public_id="doan_ket", recognition_id="recognition"),
    **{f"organisations.{name}": each(CHECKED_PROFILES) for name in ("new_status", "new_union", "verify", "unverify")},
    **{f"organisations.{name}": each(OWN_PEOPLE) for name in ("people", "invite", "remove_member")},
    "organisations.act": each({"doan_ket": HOUSE, "huong_viet": people("minh")}),
    "organisations.invitation": one(ALL, token="invitation_token"),
    "indicators.show": one(ALL, code="I1"),
    **{f"indicators.{name}": one(ALL, code="I1")
       for name in ("definitions", "figure_csv", "figure_json", "figure_xlsx")},
    **{f"indicators.{name}": one(STAFF, code="I1") for name in ("rows", "rows_csv", "rows_json")},
    "indicators.snapshots": one(ALL),
    "indicators.new_snapshot": one(THU),
    "indicators.show_snapshot": each({"snapshot": ALL, "correction": STAFF}),
    "indicators.snapshot_csv": each({"snapshot": ALL, "correction": STAFF}),
    "indicators.snapshot_rows": each({"snapshot": STAFF, "correction": STAFF}),
    "indicators.compare_snapshots": each({"snapshot": STAFF, "correction": STAFF}),
    "indicators.approve_snapshot": each({"snapshot": THU, "correction": THU}),
    "indicators.drop_snapshot": each({"snapshot": THU, "correction": THU}),
    "indicators.correct_snapshot": each({"snapshot": THU, "correction": THU}),
    **{f"oversight.{name}": one(STAFF) for name in (
        "index", "show_funnel", "show_balance", "show_state_owned", "show_classification", "show_quality",
        "show_integrity",
    )},
    **{f"oversight.{name}": one(STAFF, code="stale-statuses") for name in ("table", "table_csv")},
    **{f"reporting.{name}": one(THU) for name in ("index", "show", "report_paper", "report_sheet", "new_schedule")},
    "reporting.end_schedule": one(THU, public_id="report_schedule"),
    "reporting.stop": one(ALL, token="stop_token"),
    **{f"reporting.{name}": one(ALL) for name in ("open_data", "open_figures", "open_package")},
    **{f"planning.{name}": one(PLANNERS) for name in ("index", "new", "comparison", "sites")},
    **{f"planning.{name}": each({"plan": PLANNERS, "waiting_plan": PLANNERS})
       for name in ("progress", "stop", "name", "removal", "show")},
    **{f"planning.{name}": each({"plan": PLANNERS, "waiting_plan": NOBODY})
       for name in ("links", "shortages", "follow_up", "paper", "links_csv", "shortages_csv")},
    "planning.acceptance": each({"plan": STAFF, "waiting_plan": STAFF}),
    "oversight.contract": each({"draft_contract": NOBODY, "signed_contract": NOBODY, "contract": STAFF}),
}  # fmt: skip
"""The entries of organisations, figures, plans, oversight and reports."""
