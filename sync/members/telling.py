"""Instants in the engine's own sentences, as people in Vietnam read a clock."""

from datetime import UTC, datetime, timedelta, timezone

from sync import instants

VIETNAM = timezone(timedelta(hours=7))
"""The only offset since 1975; the engine needs no table of time zones for it."""

FORMAT = "%Y-%m-%dT%H:%M:%SZ"


def moment(text: str) -> str:
    """“10:05 ngày 24/05/2019” for an instant as the engine keeps it."""
    return f"{instant(text).astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}"


def instant(text: str) -> datetime:
    return datetime.strptime(text, FORMAT).replace(tzinfo=UTC)


def text(at: datetime) -> str:
    return instants.instant(at)
