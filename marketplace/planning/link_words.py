"""What stands beside a planned link, in words: how likely it is, by which measure, and where its amount comes from."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from flask_babel import gettext as _

from marketplace.planning.expiring import contract_to_renew
from marketplace.planning.models import PlannedLink, Scenario
from marketplace.planning.quantities import PARTS
from marketplace.web.formats import format_percent, format_quantity


def is_learned(scenario: Scenario) -> bool:
    """Whether the likelihoods are a learned model's; else they are the score of matching as a share of 100 points."""
    return (scenario.parameters or {}).get("model") is not None


def chance_name(scenario: Scenario) -> str:
    """What the number beside a link is."""
    return str(_("Khả năng thành") if is_learned(scenario) else _("Điểm phù hợp"))


def chance_of(scenario: Scenario, link: PlannedLink) -> str:
    """The likelihood of a link in whole percent, or its score: 98% or 98/100."""
    whole = format_quantity((link.likelihood * 100).quantize(Decimal(1), ROUND_HALF_UP))
    measured = is_learned(scenario) or contract_to_renew(scenario, link) is not None
    return f"{whole}%" if measured else f"{whole}/100"


def renewal_note(scenario: Scenario) -> str:
    """Where the likelihood of a renewal comes from; empty where the plan renews nothing."""
    told = scenario.parameters or {}
    if not scenario.renewed_ids:
        return ""
    share = format_percent(Decimal(str(told["renewal_likelihood"])))
    if told["renewals_ended"] is None:
        return str(
            _("Khả năng gia hạn %(share)s là giả định: chưa có đủ hợp đồng đã hết hạn ở đây để đo.", share=share)
        )
    ended = format_quantity(told["renewals_ended"])
    return str(_("Khả năng gia hạn %(share)s là tỷ lệ của %(ended)s hợp đồng đã hết hạn.", share=share, ended=ended))


def chance_note(scenario: Scenario) -> str:
    """What the number beside a link says and does not say."""
    if is_learned(scenario):
        words = _("Khả năng thành là ước tính của mô hình học từ các đề nghị trước, không phải lời hứa của ai.")
    else:
        words = _(
            "Điểm phù hợp là điểm của gợi ý kết nối trên thang 100, dùng thay cho khả năng thành; đây không phải "
            "xác suất đã đo được, cũng không phải lời hứa của ai."
        )
    supposed = _("Với nhà máy giả định, con số ấy là giả định một nửa.") if scenario.plants else ""
    return " ".join(one for one in (words, supposed, renewal_note(scenario)) if one)


def amount_note(scenario: Scenario) -> str:
    """Where the kilograms of a link and its last day come from."""
    parts = (scenario.parameters or {}).get("parts") or PARTS
    return str(
        _(
            "Khối lượng là phần hợp tác xã có vào đúng những ngày bên mua còn cần, nhiều nhất bằng một phần đều nhau "
            "của nhu cầu: chia theo số nhà cung cấp mà bên mua nhận, bên mua không nêu thì coi như chia cho %(parts)s. "
            "Ngày hết hạn hợp đồng tính theo thời hạn bên mua tìm, nên có thể sau ngày cuối của nhu cầu.",
            parts=parts,
        )
    )
