"""Scans for tests: small files that are what they say, and some that are not."""

import io
import random

from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def pdf(mark: str = "") -> bytes:
    """A PDF; another `mark`, another content."""
    return PDF.replace(b"1 0 obj", f"% {mark}\n1 0 obj".encode())


def picture(kind: str = "JPEG", width: int = 60, height: int = 80, mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height), 200 if mode == "L" else None).save(out, kind)
    return out.getvalue()


def page(width: int = 1240, height: int = 1754, kind: str = "JPEG") -> bytes:
    """A picture as heavy as a scanned sheet."""
    noise = random.Random(7).randbytes(width * height)
    out = io.BytesIO()
    Image.frombytes("L", (width, height), noise).save(out, kind)
    return out.getvalue()
