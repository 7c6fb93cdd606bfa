"""Random histories of a small market: whatever people do, in whatever order, the books stay true."""
