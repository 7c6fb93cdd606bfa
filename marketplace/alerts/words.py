"""The words of this room's fields in the history."""

from marketplace.alerts.models import Telling
from marketplace.audit.words import name_fields, name_values
from marketplace.labels import lazy_gettext as _l

name_fields({"at_least": _l("Từ bao nhiêu điểm"), "telling": _l("Cách báo"), "paused": _l("Tạm dừng")})
name_values("telling", Telling)
