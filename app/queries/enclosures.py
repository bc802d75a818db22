"""The files that came with letters: whether they are here yet, and what is in them."""

from collections.abc import Iterable
from typing import BinaryIO

from app.domain.refusals import DocumentNotHere
from sync import blobs
from sync.tables import Attachment

HERE = "here"


def here(names: Iterable[str]) -> set[str]:
    """Those of these files (by SHA-256) that have come whole."""
    wanted = set(names)
    found = Attachment.select(Attachment.sha256).where(
        Attachment.sha256.in_(wanted), Attachment.state == HERE
    )
    return {sha256 for (sha256,) in found.tuples()} if wanted else set()


def opened(sha256: str, name: str) -> BinaryIO:
    """The content. Raises when it has not come."""
    try:
        return blobs.in_use().open(sha256)
    except (FileNotFoundError, ValueError) as error:
        raise DocumentNotHere(name=name) from error
