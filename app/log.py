"""The log of a node: what happened and to what, never who the citizen is."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG_FILE = "motcua.log"
FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


def start(directory: Path) -> None:
    """Write to `motcua.log` in this folder, ten files of one megabyte."""
    directory.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        directory / LOG_FILE, maxBytes=1_000_000, backupCount=9, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter(FORMAT))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for noisy in ("apscheduler", "urllib3", "waitress.queue"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
