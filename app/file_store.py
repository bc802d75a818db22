"""Where this node keeps the files of its dossiers: in its own folder, or in the S3 bucket its settings name."""

from app.config import Settings
from sync.blobs import Store


def chosen(settings: Settings) -> Store | None:
    """The bucket, or None for the folder of the node."""
    if not settings.attachments_store:
        return None
    from sync.carriers.s3 import S3Store

    try:
        return S3Store(
            settings.attachments_store, settings.directory, endpoint=settings.attachments_endpoint,
            key=settings.attachments_key, secret=settings.attachments_secret,
        )  # fmt: skip
    except (ValueError, ImportError) as error:
        raise SystemExit(f"attachments_store: {error}") from error
