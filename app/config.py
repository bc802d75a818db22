"""What this instance is told: `config.toml` in its folder first, then the environment."""

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CONFIG_FILE = "config.toml"


@dataclass(frozen=True)
class Settings:
    """`directory` holds everything the node owns; `port` also keeps cookies of two nodes on one PC apart.

    `idle_minutes` without a key or the mouse cover the screen; 0 never does. `metered`: the line costs by the byte, so
    of attachments only previews travel. `attachments_store` is empty for a folder of the node or "s3://bucket/prefix",
    at `attachments_endpoint`. `second_backup_folder` is on another disk than the node; the program never makes it.
    """

    directory: Path
    database_url: str
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 6
    sync_every_seconds: int = 60
    probe_every_seconds: int = 20
    request_deadline_seconds: int = 60
    behind_https: bool = False
    metered: bool = False
    attachment_megabytes_per_day: int = 200
    attachments_store: str = ""
    attachments_endpoint: str = ""
    attachments_key: str = field(default="", repr=False)
    attachments_secret: str = field(default="", repr=False)
    guard_file: Path | None = None
    usb_folder: Path | None = None
    second_backup_folder: Path | None = None
    usb_upload_megabytes: int = 256
    idle_minutes: int = 10

    @property
    def keys(self) -> Path:
        return self.directory / "keys"

    @property
    def guard(self) -> Path:
        """Beside the keys, which nobody puts back together with a database; better still on another disk."""
        return self.guard_file or self.keys / "guard.json"

    @property
    def backups(self) -> Path:
        return self.directory / "backups"

    @property
    def results(self) -> Path:
        """Files that long work has made, until they are taken away."""
        return self.directory / "results"

    @property
    def logs(self) -> Path:
        return self.directory / "log"


def load(directory: Path, **overrides: Any) -> Settings:
    """Read the settings of the instance in `directory`; `overrides` come from the command line."""
    directory = directory.absolute()
    values: dict[str, Any] = {"database_url": f"sqlite:///{(directory / 'motcua.db').as_posix()}"}
    file = directory / CONFIG_FILE
    if file.exists():
        values |= tomllib.loads(file.read_text("utf-8"))
    if url := os.environ.get("MOTCUA_DATABASE_URL"):
        values["database_url"] = url
    for name in ("attachments_key", "attachments_secret"):
        if told := os.environ.get(f"MOTCUA_{name.upper()}"):
            values[name] = told
    values |= {name: value for name, value in overrides.items() if value is not None}
    known = {name for name in Settings.__dataclass_fields__ if name != "directory"}
    if unknown := sorted(set(values) - known):
        raise SystemExit(f"{file}: không hiểu mục {', '.join(unknown)}")
    for name in ("guard_file", "usb_folder", "second_backup_folder"):
        if name in values:
            values[name] = directory / values[name]
    return Settings(directory=directory, **values)
