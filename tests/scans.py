"""Scans for tests: small files that are what they say, and some that are not."""

import io
import random
import zlib

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


def locked_pdf() -> bytes:
    """A PDF that asks for a password."""
    return PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 5 0 R")


def cut_pdf() -> bytes:
    """A PDF whose end was put on again after its middle was lost."""
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\nstartxref\n184467\n%%EOF\n"


def bomb() -> bytes:
    """A picture of a few kilobytes that would unfold to gigabytes: only its head is real."""
    out = io.BytesIO()
    Image.new("1", (8, 8)).save(out, "PNG")
    content = bytearray(out.getvalue())
    content[16:24] = (40_000).to_bytes(4) + (40_000).to_bytes(4)
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4)
    return bytes(content)


def heic() -> bytes:
    """The beginning of a picture of a telephone."""
    return b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200)


def photo(turn: int = 1, width: int = 3000, height: int = 2000) -> bytes:
    """A photograph as a telephone makes it: large, in colour, the way up told in EXIF. Its left half is red."""
    picture = Image.new("RGB", (width, height), "white")
    picture.paste((200, 20, 20), (0, 0, width // 2, height))
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = turn
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()
