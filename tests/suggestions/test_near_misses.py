"""A list tells how many offers nearly fit, shows a few of them, and leads to the others."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask

from marketplace.extensions import db
from tests.cast import Cast
from tests.client import Browser
from tests.factories.contracts_by_hand import organisation
from tests.factories.listings_by_hand import Goods, need, offer

TOO_FAR = "Ngoài khoảng cách tối đa"


def test_a_few_are_shown_and_the_others_are_one_link_away(
    app: Flask, cast: Cast, browser: Callable[..., Browser]
) -> None:
    with app.app_context():
        wanted = need(cast.huong_viet, maximum_km=300)
        for number in range(7):
            offer(organisation(f"Hợp tác xã số {number}", verifier_id=cast.quan).id, Goods(province="01"))
        db.session.commit()
        public_id = wanted.public_id
    reader = browser(cast.minh)
    for path in (f"/suggestions/needs/{public_id}", f"/needs/{public_id}"):
        few = reader.get(path)
        assert "Suýt khớp (7)" in few.words()
        assert few.words().count(TOO_FAR) == 5
        more = re.search(r'href="([^"#]+)#misses-heading">Xem thêm 2 chào bán', few.text)
        assert more is not None
        whole = reader.get(more[1].replace("&amp;", "&")).words()
        assert whole.count(TOO_FAR) == 7
        assert "Xem thêm" not in whole
