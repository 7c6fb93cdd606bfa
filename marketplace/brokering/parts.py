"""The parts that terms fall into: the sections of the form, of the comparison and of the paper, in that order."""

from marketplace.labels import Labelled
from marketplace.labels import lazy_gettext as _l


class Part(Labelled):
    """A section of the terms."""

    OBJECT = "object", _l("Hàng hóa, thời hạn và khâu liên kết")
    QUANTITY = "quantity", _l("Khối lượng theo kỳ")
    QUALITY = "quality", _l("Chất lượng và kiểm tra")
    PRICE = "price", _l("Giá")
    INPUTS = "inputs", _l("Vật tư và ứng trước")
    DELIVERY = "delivery", _l("Giao hàng")
    PAYMENT = "payment", _l("Thanh toán")
    BREACH = "breach", _l("Vi phạm và rủi ro")
    DISPUTES = "disputes", _l("Tranh chấp và thỏa thuận khác")
