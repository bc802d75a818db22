"""One instance opened for work: settings, database, key; shared by the server and every command."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import (
    backing_up,
    clock,
    config,
    database,
    file_store,
    guarding,
    migrations,
    reporting,
    shared_records,
)
from app.config import Settings
from sync import blobs, keys, learning
from sync.keys import NodeKey

WEB_KEY_FILE = "web.key"


@dataclass(frozen=True)
class Instance:
    """`key` is read anew each time: it may be rotated while the program runs."""

    settings: Settings

    @property
    def key(self) -> NodeKey:
        return keys.load_or_make(self.settings.keys)


def open_instance(directory: Path, **overrides: Any) -> Instance:
    """Open the folder of a node, bringing its database up to date first."""
    settings = config.load(directory, **overrides)
    settings.directory.mkdir(parents=True, exist_ok=True)
    database.connect(settings.database_url)
    migrations.bring_up_to_date(settings, at=clock.now())
    shared_records.share_all()
    learning.learn()
    guarding.start(settings)
    reporting.start(settings)
    backing_up.start(settings)
    blobs.use(settings.directory, file_store.chosen(settings))
    keys.load_or_make(settings.keys)
    return Instance(settings)


def web_key(settings: Settings) -> bytes:
    """The secret that signs cookies and forms of this instance, made on first use."""
    file = settings.keys / WEB_KEY_FILE
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_hex(32) + "\n")
        fresh.replace(file)
    return bytes.fromhex(file.read_text().strip())
