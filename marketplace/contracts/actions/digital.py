"""The digital signatures of an uploaded file, as they were read and checked on arrival."""

from __future__ import annotations

from dataclasses import asdict

from marketplace.contracts.models import ContractDocument, DigitalSignature
from marketplace.contracts.signed_pdf import signatures_in
from marketplace.files.actions import path_of


def read_signatures(document: ContractDocument) -> list[DigitalSignature]:
    """Keep what the file's signatures say with the document, flushed by the caller; the author is the upload's.

    FileRefusedError when the file says that it is signed and its signatures cannot be read.
    """
    found = signatures_in(path_of(document.file).read_bytes())
    document.digital_signatures = [DigitalSignature(**asdict(one)) for one in found]
    return document.digital_signatures
