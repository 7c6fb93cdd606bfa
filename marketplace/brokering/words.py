"""The history's words for what happens in a case, to its terms and to the listings it joins."""

from marketplace.audit.words import name_fields, name_values
from marketplace.brokering.models import CaseClosing, CaseStage, ConsentHow, LeavingReason, TalkKind
from marketplace.labels import lazy_gettext as _l
from marketplace.listings.kinds import DeliveryTerm, EnteredHow, PriceBasis
from marketplace.suggestions.models import RejectionReason

name_fields({"cause": _l("Điều không phù hợp"), "because": _l("Lý do rời")})
name_values("cause", RejectionReason)
name_values("because", LeavingReason)
name_values("kind", TalkKind)
name_values("stage", CaseStage)
name_values("closing", CaseClosing)
name_values("how", ConsentHow, EnteredHow)
name_values("price_basis", PriceBasis)
name_values("delivery_term", DeliveryTerm)
