"""Instants as the engine's tables hold them: `YYYY-MM-DDTHH:MM:SSZ`, which sorts as time does. Pure."""

from datetime import UTC, datetime


def instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()[:19] + "Z"
