"""What offers and needs have in common: goods as resolved, periods, prices, publication. No tables of its own.

`offers` and `needs` leave each other alone and build on this.
"""
