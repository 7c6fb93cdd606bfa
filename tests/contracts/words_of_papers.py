"""The words of a Word file and of a PDF, without what lays them out."""

from __future__ import annotations

import html
import re
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path


def squeezed(text: str) -> str:
    """Without spaces and line ends: a line may break anywhere."""
    return re.sub(r"\s+", "", text)


def words_of_docx(content: bytes) -> str:
    """Body, heads and feet, squeezed."""
    with zipfile.ZipFile(BytesIO(content)) as file:
        parts = [name for name in file.namelist() if re.fullmatch(r"word/(document|header\d|footer\d)\.xml", name)]
        xml = " ".join(file.read(name).decode() for name in parts)
    return squeezed(html.unescape(re.sub(r"<[^>]+>", "", xml)))


def words_of_pdf(content: bytes) -> str:
    """As pdftotext reads it, squeezed."""
    command = ["pdftotext", "-layout", "-", "-"]
    done = subprocess.run(command, input=content, capture_output=True, check=True)
    return squeezed(done.stdout.decode())


def pdf_of_docx(content: bytes, folder: Path) -> bytes:
    """What LibreOffice makes of the Word file."""
    (folder / "paper.docx").write_bytes(content)
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf",
               "--outdir", str(folder), str(folder / "paper.docx")]  # fmt: skip
    subprocess.run(command, capture_output=True, check=True)
    return (folder / "paper.pdf").read_bytes()
