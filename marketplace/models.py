"""Every model, imported once, so that the metadata and the mappers are whole."""

from marketplace.accounts import models as accounts
from marketplace.alerts import models as alerts
from marketplace.audit import models as audit
from marketplace.brokering import models as brokering
from marketplace.catalogue import models as catalogue
from marketplace.contracts import models as contracts
from marketplace.deliveries import models as deliveries
from marketplace.files import models as files
from marketplace.indicators import models as indicators
from marketplace.jobs import models as jobs
from marketplace.needs import models as needs
from marketplace.notifications import models as notifications
from marketplace.offers import models as offers
from marketplace.organisations import models as organisations
from marketplace.planning import models as planning
from marketplace.pooling import models as pooling
from marketplace.reporting import models as reporting
from marketplace.suggestions import learning_models as learning
from marketplace.suggestions import market_models as market
from marketplace.suggestions import models as suggestions
from marketplace.web import receipts

__all__ = [
    "accounts", "alerts", "audit", "brokering", "catalogue", "contracts", "deliveries", "files", "indicators", "jobs",
    "learning", "market", "needs", "notifications", "offers", "organisations", "planning", "pooling", "receipts",
    "reporting", "suggestions",
]  # fmt: skip
