"""The programs that show what an office makes of our papers."""

NAMES = ("soffice", "pdftotext")
MISSING = (
    "Word papers were not opened: install LibreOffice with `apt-get install libreoffice-writer-nogui poppler-utils`."
)
