"""Who may enter which address: one line for each route and record, written down apart from the code that decides.

A name of a record stands for its public id. Places that begin with `?` are arguments (fields, when posted). Who is
not named finds what a stranger finds at an address that never was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.architecture.access_records import RECORDS, STATED_PROFILES
from tests.architecture.entries import (
    ALL,
    AN,
    BROKERS,
    HOUSE,
    HOUSE_MANAGERS,
    MEMBERS,
    NOBODY,
    PARTIES,
    SIGNED_IN,
    SPEAKERS,
    STAFF,
    THU,
    Entry,
    People,
    each,
    one,
    people,
)

OFFERS = {"offer": HOUSE, "draft_offer": HOUSE, "other_offer": people("tu"), "staff_offer": people("tu binh quan"),
          "reported_offer": NOBODY}  # fmt: skip
NEEDS = {"need": people("minh"), "draft_need": people("minh"), "staff_need": people("son binh quan")}
OFFER_LEDGERS = {"offer": HOUSE | people("binh"), "draft_offer": HOUSE, "other_offer": people("tu"),
                 "staff_offer": people("tu"), "reported_offer": NOBODY}  # fmt: skip
NEED_LEDGERS = {"need": people("minh binh"), "draft_need": people("minh"), "staff_need": people("son")}
SHEET_OF_OFFER, SHEET_OF_NEED = {"offer": NOBODY, "staff_offer": BROKERS}, {"need": NOBODY, "staff_need": BROKERS}
CASES = {"untaken_case": people("lan hoa minh"), "asked_case": PARTIES, "talking_case": PARTIES,
         "agreed_case": PARTIES, "case": PARTIES, "refused_case": people("tu son binh"),
         "pooled_case": PARTIES | people("tu")}  # fmt: skip
WITH_TERMS = {"pooled_case": PARTIES, "talking_case": PARTIES, "agreed_case": PARTIES, "case": PARTIES}
SPOKEN_FOR = {"untaken_case": people("hoa minh"), "asked_case": SPEAKERS, "talking_case": SPEAKERS,
              "case": SPEAKERS, "refused_case": people("tu son binh"),
              "pooled_case": SPEAKERS | people("tu")}  # fmt: skip
ACCEPTED = {"talking_case": SPEAKERS, "agreed_case": SPEAKERS}
BROKERED = {"untaken_case": NOBODY, "asked_case": people("binh"), "talking_case": people("binh"),
            "case": people("binh"), "refused_case": people("binh"), "pooled_case": people("binh")}  # fmt: skip
CONTRACTS = {"draft_contract": PARTIES, "signed_contract": PARTIES | people("quan"), "contract": PARTIES,
             "annexed_contract": PARTIES | people("quan")}  # fmt: skip
EDITED = {"draft_contract": people("binh"), "signed_contract": people("binh"), "contract": people("binh")}
SIGNED = {"draft_contract": SPEAKERS, "signed_contract": SPEAKERS, "contract": SPEAKERS}
CHECKED = {"draft_contract": NOBODY, "signed_contract": people("quan"), "contract": NOBODY, "annexed_contract": NOBODY}
REGISTERED = {"draft_contract": NOBODY, "signed_contract": NOBODY, "contract": PARTIES | STAFF}
BOOKS = {"draft_contract": NOBODY, "signed_contract": PARTIES, "contract": PARTIES}
BUYER_AND_BROKER, SELLER_AND_BROKER = people("minh binh"), people("hoa binh")
POOLING = BROKERS | people("minh")
SHORTLIST = {"need": people("minh binh quan"), "draft_need": people("minh binh quan"),
             "staff_need": people("son binh quan")}  # fmt: skip
BUYERS = {"offer": HOUSE | BROKERS, "draft_offer": HOUSE | BROKERS, "other_offer": BROKERS | people("tu"),
          "staff_offer": BROKERS | people("tu"), "reported_offer": BROKERS}  # fmt: skip
PAIRS: list[Entry] = [
    ({"need_id": "need", "offer_id": "offer"}, HOUSE | BROKERS | people("minh")),
    ({"need_id": "need", "offer_id": "other_offer"}, BROKERS | people("minh tu")),
    ({"need_id": "need", "offer_id": "draft_offer"}, NOBODY),
    ({"need_id": "draft_need", "offer_id": "offer"}, NOBODY),
]
FILES: list[Entry] = [
    ({"public_id": "draft_contract", "document_id": "draft_file"}, PARTIES),
    ({"public_id": "signed_contract", "document_id": "signed_file"}, PARTIES | people("quan")),
    ({"public_id": "contract", "document_id": "file"}, PARTIES),
    ({"public_id": "contract", "document_id": "draft_file"}, NOBODY),
]


def listings(
    room: str, records: Mapping[str, People], sheets: Mapping[str, People], steps: str
) -> dict[str, list[Entry]]:
    """What offers and needs have alike."""
    draft = f"draft_{room.removesuffix('s')}"
    return {
        f"{room}.index": one(ALL),
        f"{room}.mine": one(MEMBERS | BROKERS),
        f"{room}.new": one(MEMBERS | BROKERS),
        f"{room}.edit": [
            *each(records, step="what"),
            *(({"public_id": draft, "step": step}, records[draft]) for step in steps.split()),
        ],
        f"{room}.close": each(records),
        f"{room}.publish": each(records),
        f"{room}.copy": each(records),
        f"{room}.ask_confirmation": each(records),
        f"{room}.record_sheet": each(sheets),
        f"{room}.confirm": one(ALL, token=f"confirm_{room.removesuffix('s')}"),
    }


ACCESS: dict[str, list[Entry]] = {
    **{name: one(ALL) for name in (
        "home.index", "home.search", "health.alive", "health.ready", "styleguide.index", "preferences.update",
        "catalogue.index", "catalogue.places", "organisations.index", "organisations.register", "accounts.sign_in",
        "accounts.sign_out", "accounts.ask_reset", "accounts.reset_sent", "contracts.reported", "indicators.index",
        "indicators.targets",
    )},
    **{name: one(SIGNED_IN) for name in (
        "home.mine", "accounts.mine", "accounts.profile", "accounts.password", "accounts.prove",
        "accounts.end_session", "notifications.index", "notifications.read_all", "notifications.preferences",
    )},
    "static": one(ALL, filename="css/site.css"),
    "catalogue.show": one(ALL, code="durian"),
    "catalogue.province": one(ALL, code="68"),
    "catalogue.seasons": one(ALL),
    "catalogue.new_season": one(BROKERS | AN),
    "catalogue.edit_season": one(BROKERS | AN, public_id="season"),
    "catalogue.end_season": one(BROKERS | AN, public_id="season"),
    "indicators.target": one(ALL, public_id="target"),
    "indicators.new_target": one(AN | THU),
    **{f"indicators.{name}": one(AN | THU, public_id="target") for name in ("target_steps", "end_target")},
    "accounts.set_password": one(ALL, purpose="reset", token="reset_token"),
    "accounts.users": one(AN),
    "accounts.new_user": one(AN),
    **{f"accounts.{name}": one(AN, public_id="lan") for name in (
        "user", "change_role", "disable_user", "enable_user", "welcome_user",
    )},
    "accounts.audit.index": one(AN),
    "notifications.shorten": one(BROKERS, **{"?path": "/cases"}),
    "notifications.shared": one(BROKERS, code="short_code"),
    "notifications.short": one(ALL, code="short_code"),
    "notifications.silence": one(ALL, token="silence_token"),
    "notifications.read": one(HOUSE_MANAGERS, public_id="notification"),
    **listings("offers", OFFERS, SHEET_OF_OFFER, "schedule quality price"),
    "offers.show": each(OFFERS | {"offer": ALL, "other_offer": ALL, "reported_offer": ALL,
                                  "draft_offer": HOUSE | BROKERS}),
    **listings("needs", NEEDS, SHEET_OF_NEED, "schedule conditions price"),
    "needs.show": each(NEEDS | {"need": ALL, "draft_need": BROKERS | people("minh")}),
    **{f"suggestions.{name}": [({"need_id": need}, who) for need, who in SHORTLIST.items()]
       for name in ("for_need", "need_csv", "need_xlsx", "comparison")},
    **{f"suggestions.{name}": [({"offer_id": offer}, who) for offer, who in BUYERS.items()]
       for name in ("for_offer", "offer_csv", "offer_xlsx")},
    "suggestions.show": PAIRS,
    "suggestions.reject": PAIRS,
    "suggestions.withdraw": one(BROKERS | people("minh"), need_id="need", offer_id="other_offer"),
    "alerts.index": one(SIGNED_IN),
    "alerts.new": one(MEMBERS),
    **{f"alerts.{name}": one(HOUSE_MANAGERS, public_id="alert") for name in (
        "edit", "pause_alert", "resume_alert", "remove_alert",
    )},
    "alerts.new_search": one(SIGNED_IN, **{"?kind": "needs"}),
    **{f"alerts.{name}": one(HOUSE_MANAGERS, public_id="search") for name in (
        "show_search", "visit_search", "edit_search", "pause_search", "resume_search", "remove_search",
    )},
    "learning.method": one(ALL),
    "learning.figures_csv": one(STAFF | AN),
    "learning.weights": one(AN),
    "learning.restore": one(AN, version="2026-11-1"),
    "learning.models": one(STAFF | AN),
    "learning.model": one(STAFF | AN, public_id="model"),
    "learning.promote": one(AN, public_id="model"),
    "learning.withdraw": one(AN),
    "brokering.today": one(BROKERS),
    "brokering.board": one(BROKERS),
    "brokering.index": one(MEMBERS | BROKERS),
    "brokering.new": [({"?offer": "offer"}, MEMBERS | BROKERS), ({"?offer": "draft_offer"}, HOUSE | BROKERS),
                      ({"?need": "draft_need"}, BROKERS | people("minh"))],
    "brokering.open_": [({"?offer": "draft_offer", "?need": "need"}, HOUSE | BROKERS),
                        ({"?offer": "offer", "?need": "draft_need"}, BROKERS | people("minh"))],
    "brokering.offer_ledger": each(OFFER_LEDGERS),
    "brokering.need_ledger": each(NEED_LEDGERS),
    "brokering.show": each(CASES),
    "brokering.propose": each(CASES),
    "brokering.revisions": each(WITH_TERMS),
    "brokering.messages": each(WITH_TERMS),
    "brokering.message_file": [({"public_id": "talking_case", "file_id": "message_file"}, PARTIES),
                               ({"public_id": "agreed_case", "file_id": "message_file"}, NOBODY)],
    "brokering.simulate": each(WITH_TERMS),
    "brokering.consent": each(SPOKEN_FOR),
    "brokering.withdraw_refusal": each({"refused_case": people("son binh"), "asked_case": NOBODY,
                                        "pooled_case": NOBODY}),
    "brokering.sheet": [({"public_id": "pooled_case", "file_id": "sheet"}, people("binh")),
                        ({"public_id": "talking_case", "file_id": "sheet"}, NOBODY)],
    **{f"brokering.{name}": each(BROKERED) for name in ("tasks", "talks", "hand_over", "add_member", "reconsider")},
    **{f"brokering.{name}": one(BROKERS, task_id="task") for name in ("finish_task", "reopen_task")},
    "brokering.leave": [({"public_id": "pooled_case", "organisation_id": "binh_minh"}, people("binh")),
                        ({"public_id": "pooled_case", "organisation_id": "lua_vang"}, NOBODY)],
    "brokering.accept": each(ACCEPTED),
    "brokering.close": each(BROKERED),
    "brokering.due": each(BROKERED),
    "brokering.take": each({"untaken_case": BROKERS, "asked_case": people("binh"), "talking_case": people("binh")}),
    "pooling.of_need": each({"need": POOLING, "draft_need": POOLING, "staff_need": BROKERS | people("son")}),
    **{f"pooling.{name}": each({"pool": POOLING}) for name in ("show", "close")},
    "pooling.repair": each({"pool": POOLING, "invited_pool": people("minh binh")}),
    "pooling.mine": one(MEMBERS | BROKERS),
    **{f"pooling.{name}": each({"pool": POOLING}, number="1")
       for name in ("table", "solve", "keep", "copy", "remove", "limits", "invite")},
    "contracts.index": one(MEMBERS | BROKERS),
    "contracts.awaiting": one(BROKERS),
    "contracts.new": [({"?case": "agreed_case"}, people("binh")), ({"?case": "untaken_case"}, NOBODY)],
    "contracts.show": each(CONTRACTS),
    "contracts.paper": each(CONTRACTS),
    "contracts.details": each(EDITED),
    "contracts.add_party": each(EDITED),
    "contracts.remove_party": each(EDITED),
    "contracts.change_state": each(EDITED),
    "contracts.add_document": each(SIGNED),
    "contracts.sign": each(SIGNED),
    "contracts.document": FILES,
    "contracts.withdraw_document": [(places, who & SPEAKERS) for places, who in FILES],
    "contracts.verify": each(CHECKED),
    "contracts.refuse": each(CHECKED),
    "contracts.registry": each(REGISTERED),
    "contracts.projects": one(STAFF),
    "contracts.new_project": one(STAFF),
    **{f"contracts.{name}": one(STAFF, public_id="project") for name in ("project", "project_file", "end_project")},
    "contracts.check_project": one(people("quan thu"), public_id="project"),
    "contracts.declare": each(STATED_PROFILES | {"huong_viet": NOBODY}),
    **{f"contracts.{name}": one(PARTIES | people("quan"), public_id="annexed_contract", annex_id="signed_annex")
       for name in ("annex_paper", "print_annex")},
    "contracts.print_contract": each(CONTRACTS),
    "contracts.print_file": [
        ({"public_id": "signed_contract", "print_id": "print", "kind": "pdf"}, PARTIES | people("quan")),
        ({"public_id": "contract", "print_id": "print", "kind": "pdf"}, NOBODY),
    ],
    "contracts.printed": one(ALL, public_id="print"),
    "contracts.open_annex": each(SIGNED),
    **{f"contracts.{name}": one(SPEAKERS, public_id="contract", annex_id="annex")
       for name in ("drop_annex", "annex_parties")},
    **{f"contracts.{name}": one(people("quan"), public_id="annexed_contract", annex_id="signed_annex")
       for name in ("verify_annex", "refuse_annex")},
    "contracts.renew": each(SIGNED),
    "contracts.add_supplier": each(EDITED),
    "contracts.remove_supplier": each(EDITED),
    **{f"deliveries.{name}": each(BOOKS) for name in ("book", "book_csv", "book_xlsx", "enter")},
    "deliveries.add": each({"draft_contract": NOBODY, "contract": BUYER_AND_BROKER}),
    "deliveries.show": each({"delivery": PARTIES, "paid_delivery": PARTIES}),
    "deliveries.agree": one(HOUSE_MANAGERS, public_id="delivery"),
    "deliveries.answer": one(SELLER_AND_BROKER, public_id="delivery"),
    "deliveries.correct": one(PARTIES, public_id="delivery"),
    "deliveries.file": one(PARTIES, public_id="delivery"),
    "deliveries.show_payment": one(PARTIES, public_id="payment"),
    "deliveries.pay": one(BUYER_AND_BROKER, public_id="payment"),
    "deliveries.receive": one(HOUSE_MANAGERS, public_id="payment"),
    "deliveries.answer_payment": one(SELLER_AND_BROKER, public_id="payment"),
    "deliveries.track": each({"doan_ket": HOUSE | BROKERS | people("minh"), "moi_lap": BROKERS | people("mai")}),
    "deliveries.reply": each({"doan_ket": HOUSE_MANAGERS, "moi_lap": people("mai")}),
    **RECORDS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the site as records name it."""

    endpoint: str
    rule: str
    places: Mapping[str, str]
    who: People

    def __str__(self) -> str:
        return f"{self.endpoint} of {', '.join(self.places.values()) or 'the site'}"


def addresses(rules: Mapping[str, str]) -> Iterator[Address]:
    """Every entry of the table with its URL rule."""
    for endpoint, entries in ACCESS.items():
        for places, who in entries:
            yield Address(endpoint, rules[endpoint], places, who)
