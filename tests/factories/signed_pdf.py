"""PDF files signed with certificates of our own making, and the same files altered afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from typing import Any

from tests.factories.papers import pdf

SERIAL = 0x1A2B3C
ISSUER = "Cơ quan chứng thực Minh họa"


@cache
def signer_named(name: str) -> Any:
    """Somebody with a certificate that is valid today, from an issuer nobody trusts."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
    from cryptography.x509.oid import NameOID
    from pyhanko.sign.signers import SimpleSigner

    key, today = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, ISSUER)]))
        .public_key(key.public_key())
        .serial_number(SERIAL)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=365))
        .sign(key, hashes.SHA256())
    )
    sealed = pkcs12.serialize_key_and_certificates(b"key", key, certificate, None, BestAvailableEncryption(b"words"))
    return SimpleSigner.load_pkcs12_data(sealed, other_certs=[], passphrase=b"words")


def signed_by(*names: str, words: str = "ban ky") -> bytes:
    """A one-page PDF that these people signed one after another."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata, sign_pdf

    file = BytesIO(pdf(words))
    for number, name in enumerate(names, start=1):
        made = BytesIO()
        wanted = PdfSignatureMetadata(field_name=f"Signature{number}")
        sign_pdf(IncrementalPdfFileWriter(file), wanted, signer=signer_named(name), output=made)
        file = BytesIO(made.getvalue())
    return file.getvalue()


def with_a_page_resized(content: bytes) -> bytes:
    """The file saved again by an editor: the signed bytes are untouched, what they show is not."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    number: Any = generic.NumberObject
    writer: Any = IncrementalPdfFileWriter(BytesIO(content))
    made = BytesIO()
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page[generic.pdf_name("/MediaBox")] = generic.ArrayObject([number(side) for side in (0, 0, 100, 100)])
    writer.update_container(page)
    writer.write(made)
    return made.getvalue()
