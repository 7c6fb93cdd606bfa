"""Words and prices that stand in one private field each and nowhere else: whoever reads one was shown the field."""

PRICE_OF_OFFER, PRICE_OF_NEED, PRICE_OF_TALKS, PRICE_OF_CONTRACT = 71_353, 73_291, 74_517, 75_813
PRICE_OF_DELIVERY = 76_379
CANARIES = {
    "note of an offer": "chim-se-nau",
    "price of an offer": f"{PRICE_OF_OFFER:,}".replace(",", "."),
    "note of a need": "chim-se-xanh",
    "price of a need": f"{PRICE_OF_NEED:,}".replace(",", "."),
    "note of an organisation": "chim-se-vang",
    "telephone of an organisation": "0262 3857 413",
    "scan of a certificate": "canary-of-the-scan",
    "name of a scan": "chim-se-giay.pdf",
    "reason against a suggestion": "chim-se-do",
    "name of a saved search": "chim-se-luu",
    "message of a case nobody took": "chim-se-trang",
    "message of a case": "chim-se-hong",
    "evidence of a consent": "chim-se-tim",
    "price in talks": f"{PRICE_OF_TALKS:,}".replace(",", "."),
    "place of delivery in talks": "chim-se-bac",
    "price of a contract": f"{PRICE_OF_CONTRACT:,}".replace(",", "."),
    "authority of a signer": "chim-se-den",
    "evidence of a signature": "chim-se-cam",
    "name of a contract's file": "chim-se-hop-dong.pdf",
    "words of a contract's file": "canary-of-the-contract",
    "title of a draft": "chim-se-nhap",
}
    "price of a delivery": f"{PRICE_OF_DELIVERY:,}".replace(",", "."),
    "words of a delivery's file": "canary-of-the-delivery",
    "evidence of a payment": "chim-se-nau-den",
