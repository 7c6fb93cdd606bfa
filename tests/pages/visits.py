"""How each page is visited: by whom, with which records, with which questions in the address.

A route that shows a page and stands neither here nor under `NO_PAGE` fails the test by its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NO_PAGE = {
    "static": "files",
    "health.alive": "a word for machines",
    "health.ready": "a word for machines",
    "brokering.sheet": "a download",
    "brokering.message_file": "a download",
    "contracts.document": "a download",
    "contracts.print_file": "a download",
    "organisations.certificate_file": "a download",
    **{f"deliveries.{name}": "a download" for name in ("book_csv", "book_xlsx", "file")},
    "indicators.figure_csv": "a download",
    "indicators.rows_csv": "a download",
    "learning.figures_csv": "a download",
    **{f"suggestions.{name}": "a download" for name in ("need_csv", "need_xlsx", "offer_csv", "offer_xlsx")},
}


@dataclass(frozen=True, slots=True)
class Visit:
    """One page: who opens it and which records stand in its address (`?name`: an argument)."""

    by: str
    places: Mapping[str, str] = field(default_factory=dict)


def see(by: str, public_id: str = "", **places: str) -> list[Visit]:
    """A visit of a page about one record."""
    return [Visit(by, {**({"public_id": public_id} if public_id else {}), **places})]


def steps(by: str, record: str, names: str) -> list[Visit]:
    """A visit of each step of a form."""
    return [Visit(by, {"public_id": record, "step": name}) for name in names.split()]


VISITS: dict[str, list[Visit]] = {
    "home.index": see("stranger") + see("hoa"),
    "home.search": [*see("stranger"), Visit("stranger", {"?q": "sau rieng"}), Visit("stranger", {"?q": "không có gì"})],
    "home.mine": see("hoa") + see("minh") + see("mai"),
    "styleguide.index": see("stranger"),
    "catalogue.index": [*see("stranger"), Visit("stranger", {"?q": "khoai mi"})],
    "catalogue.show": see("stranger", code="durian") + see("stranger", code="fruit"),
    "catalogue.places": [*see("stranger"), Visit("stranger", {"?q": "thuan hanh"})],
    "catalogue.province": see("stranger", code="68"),
    "catalogue.seasons": see("stranger") + see("binh"),
    "catalogue.new_season": see("binh"),
    "catalogue.edit_season": see("binh", "season"),
    "catalogue.end_season": see("an", "season"),
    "accounts.sign_in": see("stranger"),
    "accounts.ask_reset": see("stranger"),
    "accounts.reset_sent": see("stranger"),
    "accounts.set_password": see("stranger", purpose="reset", token="reset_token"),
    "accounts.mine": see("hoa"),
    "accounts.profile": see("hoa"),
    "accounts.password": see("hoa"),
    "accounts.prove": see("hoa"),
    "accounts.users": see("an"),
    "accounts.new_user": see("an"),
    "accounts.user": see("an", "lan"),
    "accounts.audit.index": see("an"),
    "notifications.index": [*see("hoa"), *see("thu"), Visit("hoa", {"?topic": "contract"})],
    "notifications.preferences": see("hoa"),
    "notifications.shared": see("binh", code="short_code"),
    "notifications.short": see("stranger", code="short_code"),
    "notifications.silence": see("stranger", token="silence_token"),
    "offers.index": [*see("stranger"), Visit("stranger", {"?commodity": "ca phe"})],
    "offers.mine": see("hoa") + see("binh"),
    "offers.new": see("hoa") + see("binh"),
    "offers.show": see("stranger", "offer") + see("hoa", "offer") + see("hoa", "draft_offer")
    + see("binh", "staff_offer") + see("stranger", "reported_offer"),
    "offers.edit": steps("hoa", "offer", "what schedule quality price"),
    "offers.close": see("hoa", "offer"),
    "offers.record_sheet": see("binh", "staff_offer"),
    "offers.confirm": see("stranger", token="confirm_offer"),
    "needs.index": see("stranger"),
    "needs.mine": see("minh") + see("hoa"),
    "needs.new": see("minh"),
    "needs.show": see("stranger", "need") + see("minh", "need") + see("minh", "draft_need"),
    "needs.edit": steps("minh", "need", "what schedule conditions price"),
    "needs.close": see("minh", "need"),
    "needs.record_sheet": see("binh", "staff_need"),
    "needs.confirm": see("stranger", token="confirm_need"),
    "suggestions.for_need": [*see("minh", need_id="need"), *see("son", need_id="staff_need"),
                             Visit("minh", {"need_id": "need", "?has": "near-50"})],
    "suggestions.for_offer": see("hoa", offer_id="offer"),
    "suggestions.comparison": see("minh", need_id="need"),
    "suggestions.show": see("minh", need_id="need", offer_id="offer"),
    "suggestions.reject": see("minh", need_id="need", offer_id="offer"),
    "alerts.index": see("hoa") + see("mai") + see("binh"),
    "alerts.new": see("hoa"),
    "alerts.edit": see("hoa", "alert"),
    "alerts.new_search": [Visit("minh", {"?kind": "offers", "?commodity": "sau rieng", "?place": "Lâm Đồng"})],
    "alerts.show_search": see("hoa", "search"),
    "alerts.edit_search": see("hoa", "search"),
    "learning.method": see("stranger") + see("hoa") + see("binh") + see("an"),
    "learning.weights": see("an"),
    "learning.restore": see("an", version="2026-11-1"),
    "learning.models": see("binh") + see("an"),
    "learning.model": see("thu", "model"),
    "learning.promote": see("an", "model"),
    "learning.withdraw": see("an"),
    "brokering.today": see("binh") + see("quan"),
    "brokering.board": see("binh"),
    "brokering.index": see("hoa") + see("mai") + see("binh"),
    "brokering.new": [Visit("minh", {"?offer": "offer", "?need": "need"}), Visit("hoa", {"?need": "need"})],
    "brokering.offer_ledger": see("hoa", "offer") + see("binh", "offer"),
    "brokering.need_ledger": see("minh", "need"),
    "brokering.show": see("hoa", "untaken_case") + see("minh", "asked_case") + see("minh", "talking_case")
    + see("binh", "agreed_case") + see("hoa", "case") + see("tu", "refused_case")
    + see("binh", "pooled_case") + see("tu", "pooled_case"),
    "brokering.propose": see("hoa", "talking_case") + see("binh", "agreed_case"),
    "brokering.revisions": see("hoa", "talking_case"),
    "brokering.messages": see("hoa", "talking_case") + see("binh", "agreed_case"),
    "brokering.simulate": [*see("minh", "talking_case"),
                           Visit("minh", {"public_id": "talking_case", "?price": "90.000"})],
    "brokering.consent": see("hoa", "asked_case") + see("binh", "asked_case"),
    "brokering.withdraw_refusal": see("son", "refused_case"),
    "brokering.tasks": see("binh", "pooled_case"),
    "brokering.talks": see("binh", "pooled_case"),
    "brokering.hand_over": see("binh", "pooled_case"),
    "brokering.add_member": see("binh", "pooled_case"),
    "brokering.leave": see("binh", "pooled_case", organisation_id="binh_minh"),
    "brokering.accept": see("minh", "talking_case") + see("binh", "talking_case"),
    "brokering.close": see("binh", "talking_case"),
    "contracts.index": see("hoa") + see("mai"),
    "contracts.awaiting": see("quan") + see("binh"),
    "contracts.reported": see("stranger"),
    "contracts.new": [Visit("binh", {"?case": "agreed_case"})],
    "contracts.show": see("hoa", "draft_contract") + see("binh", "signed_contract") + see("minh", "contract")
    + see("quan", "annexed_contract"),
    "contracts.paper": see("hoa", "draft_contract"),
    "contracts.annex_paper": see("hoa", "annexed_contract", annex_id="signed_annex"),
    "contracts.printed": see("stranger", "print"),
    "contracts.details": see("binh", "draft_contract"),
    "contracts.add_party": see("binh", "draft_contract"),
    "contracts.remove_party": see("binh", "draft_contract"),
    "contracts.change_state": see("binh", "contract"),
    "contracts.add_document": see("hoa", "draft_contract"),
    "contracts.sign": see("hoa", "draft_contract") + see("binh", "draft_contract"),
    "contracts.verify": see("quan", "signed_contract"),
    "contracts.refuse": see("quan", "signed_contract"),
    "contracts.registry": see("thu", "contract"),
    "contracts.open_annex": see("hoa", "contract"),
    "contracts.drop_annex": see("minh", "contract", annex_id="annex"),
    "contracts.verify_annex": see("quan", "annexed_contract", annex_id="signed_annex"),
    "contracts.refuse_annex": see("quan", "annexed_contract", annex_id="signed_annex"),
    "contracts.renew": see("hoa", "contract"),
    "contracts.add_supplier": see("binh", "draft_contract"),
    "contracts.remove_supplier": see("binh", "draft_contract"),
    "deliveries.book": see("hoa", "contract") + see("minh", "contract") + see("binh", "signed_contract"),
    "deliveries.enter": see("hoa", "contract") + see("binh", "contract"),
    "deliveries.add": see("minh", "contract"),
    "deliveries.show": see("hoa", "delivery") + see("minh", "paid_delivery"),
    "deliveries.answer": see("hoa", "delivery") + see("binh", "delivery"),
    "deliveries.correct": see("minh", "delivery"),
    "deliveries.show_payment": see("hoa", "payment") + see("minh", "payment"),
    "deliveries.pay": see("binh", "payment"),
    "deliveries.answer_payment": see("hoa", "payment"),
    "deliveries.track": see("hoa", "doan_ket") + see("binh", "moi_lap"),
    "deliveries.reply": see("hoa", "doan_ket"),
    "organisations.index": [*see("stranger"), Visit("stranger", {"?q": "huong viet"})],
    "organisations.show": see("stranger", "doan_ket") + see("hoa", "doan_ket") + see("binh", "moi_lap")
    + see("stranger", "press"),
    "organisations.register": see("stranger") + see("hoa"),
    "organisations.new": see("binh"),
    "organisations.awaiting": see("binh"),
    "organisations.likenesses": see("binh"),
    "organisations.merge": see("binh", "moi_lap", successor_id="binh_minh")
    + see("binh", "binh_minh", successor_id="doan_ket"),
    "organisations.edit": [Visit("minh", {"public_id": "huong_viet", "section": name})
                           for name in ("identity", "contact", "figures", "state")],
    "organisations.new_site": see("minh", "huong_viet"),
    "organisations.edit_site": see("minh", "huong_viet", site_id="plant"),
    "organisations.new_certificate": see("hoa", "doan_ket"),
    "organisations.verify_certificate": see("binh", "doan_ket", certificate_id="paper"),
    "organisations.new_rating": see("binh", "doan_ket"),
    "organisations.new_status": see("binh", "doan_ket"),
    "organisations.new_union": see("binh", "doan_ket"),
    "organisations.verify": see("binh", "moi_lap"),
    "organisations.unverify": see("binh", "doan_ket"),
    "organisations.people": see("hoa", "doan_ket"),
    "organisations.invite": see("hoa", "doan_ket"),
    "organisations.invitation": see("stranger", token="invitation_token"),
    "indicators.index": see("stranger"),
    "indicators.show": see("stranger", code="I1") + see("thu", code="I1"),
    "indicators.rows": see("thu", code="I1"),
}  # fmt: skip
