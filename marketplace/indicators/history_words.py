"""The history's words for targets."""

from marketplace.audit.words import name_fields, name_values
from marketplace.indicators.models import TargetKind
from marketplace.labels import lazy_gettext as _l
from marketplace.organisations.models import OrganisationKind

name_values("kind", TargetKind)
name_values("organisation_kind", OrganisationKind)
name_fields({"value": _l("Giá trị"), "province": _l("Mã tỉnh"), "organisation_kind": _l("Loại tổ chức")})
