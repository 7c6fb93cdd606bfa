"""The history's words for what happens in a case, to its terms and to the listings it joins."""

from marketplace.audit.words import name_values
from marketplace.brokering.models import CaseClosing, CaseStage, ConsentHow
from marketplace.listings.kinds import DeliveryTerm, EnteredHow, PriceBasis

name_values("stage", CaseStage)
name_values("closing", CaseClosing)
name_values("how", ConsentHow, EnteredHow)
name_values("price_basis", PriceBasis)
name_values("delivery_term", DeliveryTerm)
