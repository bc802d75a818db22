"""Which machine this is, as marks that a copied file does not carry along. Hashed: the marks themselves stay here."""

import hashlib
import importlib
import os
from collections.abc import Mapping
from pathlib import Path

_FILES = {
    "system": ("/etc/machine-id", "/var/lib/dbus/machine-id"),
    "board": ("/sys/class/dmi/id/product_uuid",),
}
_REGISTRY = {
    "system": (r"SOFTWARE\Microsoft\Cryptography", "MachineGuid"),
    "board": (r"SYSTEM\HardwareConfig", "LastConfig"),
}


def marks() -> dict[str, str]:
    """`system` names the installation, `board` the machine under it; one that cannot be read is left out."""
    read = _from_registry if os.name == "nt" else _from_files
    found = {name: read(name) for name in _FILES}
    return {name: _hashed(name, value) for name, value in found.items() if value}


def is_another(before: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Whether a mark known both times has changed; a mark only one of them could read says nothing."""
    return any(now[name] != mark for name, mark in before.items() if name in now)


def _from_files(name: str) -> str:
    for file in map(Path, _FILES[name]):
        try:
            return file.read_text("ascii").strip()
        except (OSError, ValueError):
            continue
    return ""


def _from_registry(name: str) -> str:
    registry = importlib.import_module("winreg")
    path, value = _REGISTRY[name]
    try:
        with registry.OpenKey(registry.HKEY_LOCAL_MACHINE, path) as key:
            return str(registry.QueryValueEx(key, value)[0]).strip()
    except OSError:
        return ""


def _hashed(name: str, value: str) -> str:
    return hashlib.sha256(f"motcua {name} {value}".encode()).hexdigest()[:32]
