"""Pictures as they come from scanners and telephones: read to their end, upright, on white, never larger than asked."""

import io
import threading
from collections.abc import Sequence
from typing import BinaryIO

from PIL import Image, ImageOps

from app.domain import documents as rules
from app.domain.refusals import DocumentBroken, DocumentTooLarge

_one_picture = threading.Lock()
"""A scanned page unfolds to a hundred megabytes; two at once would be too much for the machine of an office."""


def drawn(name: str, stream: BinaryIO, side: int) -> Image.Image:
    """The whole picture, grey or RGB, its longer side at most `side`. Refuses one that cannot be drawn."""
    stream.seek(0)
    with _one_picture:
        try:
            with Image.open(stream, formats=("JPEG", "PNG")) as picture:
                rules.check_picture(name, *picture.size)
                return _upright(picture, side)
        except Image.DecompressionBombError as error:
            raise DocumentTooLarge(name=name, field="files") from error
        except (OSError, SyntaxError, ValueError) as error:
            raise DocumentBroken(name=name, field="files") from error


def lightest(
    drawn: Image.Image, tries: Sequence[tuple[float, int]], most_bytes: int
) -> tuple[bytes, int, int] | None:
    """The first JPEG of these sizes and qualities that is light enough, with its width and height."""
    for scale, quality in tries:
        size = (max(1, int(drawn.width * scale)), max(1, int(drawn.height * scale)))
        out = io.BytesIO()
        drawn.resize(size).save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= most_bytes:
            return out.getvalue(), *size
    return None


def _upright(picture: Image.Image, side: int) -> Image.Image:
    picture.draft("RGB", (side, side))
    picture.load()
    picture.thumbnail((side, side))
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        paper = Image.new("RGBA", upright.size, "white")
        paper.alpha_composite(upright.convert("RGBA"))
        upright = paper
    return upright.convert("L" if upright.mode in ("1", "L") else "RGB")
