"""Where Chromium is on this machine, and how it is started."""

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
WINDOWS_PLACES = (
    r"Google\Chrome\Application\chrome.exe",
    r"Chromium\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
HOW_TO_GET_IT = (
    "No Chromium was found, so the browser tests cannot run. "
    "Debian, Ubuntu: `apt install chromium`. Windows: Chrome or Edge is enough. "
    "Elsewhere: set MOTCUA_CHROMIUM to the program's path."
)


def program() -> str | None:
    """The path of a browser of the Chromium family; None when there is none."""
    if told := os.environ.get("MOTCUA_CHROMIUM"):
        return told
    on_path = next((found for name in NAMES if (found := shutil.which(name))), None)
    return on_path or next((str(place) for place in _windows_places() if place.exists()), None)


def is_required() -> bool:
    """Whether a missing browser is a failure. The gate sets this: there, no test may be left out."""
    return os.environ.get("MOTCUA_REQUIRE_BROWSER", "") not in ("", "0")


def _windows_places() -> list[Path]:
    roots = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
    return [Path(root) / place for root in roots if root for place in WINDOWS_PLACES]
