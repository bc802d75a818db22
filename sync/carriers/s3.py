"""Whole files in an S3 bucket instead of a folder, for a parent whose files outgrow its disk.

Chunks stand on the local disk until their file is whole, then it is put into the bucket, and only then does its row
say that it is here. The client library is loaded when a bucket is configured, and not before.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from sync import blobs
from sync.blobs import MOST_FILE_BYTES, Kept, StoreAway

CONNECT_SECONDS, READ_SECONDS = 5, 30
_GONE = ("404", "NoSuchKey", "NotFound", "InvalidRange")


class S3Store:
    """A `blobs.Store` in the bucket of `address` ("s3://bucket/prefix"); `folder` is the node's own."""

    def __init__(
        self, address: str, folder: Path, *, endpoint: str | None, key: str | None, secret: str | None
    ) -> None:  # fmt: skip
        self._bucket, self._prefix = read_address(address)
        self.folder = folder / blobs.FOLDER
        self._put_here: set[str] = set()
        self._client = _client(endpoint, key, secret)

    def put(self, source: BinaryIO | bytes, limit: int = MOST_FILE_BYTES) -> Kept:
        """Keep a new file; `TooLarge` beyond `limit` bytes, `StoreAway` when the bucket does not take it."""
        blobs.make_durably(self.folder)
        fresh = self.folder / f"{secrets.token_hex(8)}.new"
        try:
            kept = blobs.copy(source, fresh, limit)
            self.adopt(kept.sha256, fresh)
        finally:
            fresh.unlink(missing_ok=True)
        return kept

    def adopt(self, sha256: str, part: Path) -> None:
        with part.open("rb") as body, _answering():
            self._client.put_object(Bucket=self._bucket, Key=self._name(sha256), Body=body)
        self._put_here.add(sha256)
        part.unlink(missing_ok=True)

    def has(self, sha256: str) -> bool:
        try:
            with _answering():
                self._client.head_object(Bucket=self._bucket, Key=self._name(sha256))
        except FileNotFoundError:
            return False
        return True

    def surely_has(self, sha256: str) -> bool:
        return sha256 in self._put_here

    def open(self, sha256: str) -> BinaryIO:
        with _answering():
            body: BinaryIO = self._client.get_object(Bucket=self._bucket, Key=self._name(sha256))[
                "Body"
            ]
        return body

    def piece(self, sha256: str, start: int, size: int) -> bytes:
        reach = f"bytes={start}-{start + size - 1}"
        with _answering():
            found = self._client.get_object(
                Bucket=self._bucket, Key=self._name(sha256), Range=reach
            )
            data: bytes = found["Body"].read()
        return data

    def set_aside(self, sha256: str) -> None:
        name = self._name(sha256)
        source = {"Bucket": self._bucket, "Key": name}
        with suppress(FileNotFoundError), _answering():
            self._client.copy_object(Bucket=self._bucket, Key=f"{name}.damaged", CopySource=source)
        self.remove(sha256)

    def remove(self, sha256: str) -> None:
        with _answering():
            self._client.delete_object(Bucket=self._bucket, Key=self._name(sha256))
        self._put_here.discard(sha256)

    def _name(self, sha256: str) -> str:
        """The same place as in a folder, below the prefix."""
        path = blobs.place(Path(), sha256)
        return "/".join([*self._prefix, *path.parts])


def read_address(address: str) -> tuple[str, list[str]]:
    """Bucket and prefix of "s3://bucket/prefix"; raises `ValueError`."""
    parts = urlsplit(address)
    if parts.scheme != "s3" or not parts.netloc:
        raise ValueError(f"not the address of a bucket: {address}")
    return parts.netloc, [part for part in parts.path.split("/") if part]


def _client(endpoint: str | None, key: str | None, secret: str | None) -> Any:
    import boto3
    from botocore.config import Config

    return boto3.client(
        "s3", endpoint_url=endpoint or None, aws_access_key_id=key or None, aws_secret_access_key=secret or None,
        region_name="us-east-1",
        # The signature covers the SHA-256 of the body, so the server refuses what was changed on the way; the
        # newer checksums are left out because not every S3 server knows them.
        config=Config(
            connect_timeout=CONNECT_SECONDS, read_timeout=READ_SECONDS, retries={"max_attempts": 2},
            request_checksum_calculation="when_required", response_checksum_validation="when_required",
            s3={"payload_signing_enabled": True, "addressing_style": "path"},
        ),
    )  # fmt: skip


@contextmanager
def _answering() -> Iterator[None]:
    """Whatever goes wrong with the bucket, in the words of `blobs`."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except ClientError as error:
        if str(error.response.get("Error", {}).get("Code")) in _GONE:
            raise FileNotFoundError("not in the bucket") from error
        raise StoreAway(str(error)) from error
    except BotoCoreError as error:
        raise StoreAway(str(error)) from error
