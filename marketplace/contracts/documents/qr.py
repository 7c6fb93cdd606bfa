"""The code on a print that leads to its page."""

from __future__ import annotations

import io


def svg(address: str) -> str:
    """As a drawing, for the PDF."""
    import segno

    drawing = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawing, kind="svg", scale=3, border=2, xmldecl=False, light="#fff"
    )
    return drawing.getvalue().decode()


def data_uri(address: str) -> str:
    """As the source of an image of the page."""
    import segno

    source: str = segno.make(address, error="m", micro=False).svg_data_uri(scale=3, border=2, light="#fff")
    return source


def png(address: str) -> io.BytesIO:
    """As an image, for the Word file."""
    import segno

    image = io.BytesIO()
    segno.make(address, error="m", micro=False).save(image, kind="png", border=2, scale=8)
    image.seek(0)
    return image
