"""Files that go with a letter: looked into as scans are, kept on the shelf, and named by the row that is sent."""

from typing import Any

from app.domain import documents as rules
from app.domain.refusals import DocumentTooLarge
from app.services.documents import Upload, look_into
from sync import blobs


def keep(upload: Upload) -> dict[str, Any]:
    """The file on the shelf, as a row names it. Refuses what is not whole, locked, too large or of another kind."""
    media_type, _ = look_into(upload)
    upload.stream.seek(0)
    try:
        kept = blobs.in_use().put(upload.stream, rules.LARGEST_BYTES)
    except blobs.TooLarge as error:
        raise DocumentTooLarge(name=rules.name_of(upload.name), field="files") from error
    return {
        "name": rules.name_of(upload.name, media_type),
        "media_type": media_type,
        "sha256": kept.sha256,
        "size_bytes": kept.size_bytes,
    }
