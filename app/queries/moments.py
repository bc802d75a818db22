"""Instants as the engine keeps them, and as a lamp says them."""

from datetime import UTC, datetime, timedelta

from app import clock

STALE_AFTER, SILENT_AFTER = timedelta(days=3), timedelta(days=7)
"""Nothing heard for so long: first a remark, then something for a person to look into."""

CLOCK_TOLERANCE_SECONDS = 300


def instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def instant_or_none(text: str | None) -> datetime | None:
    return instant(text) if text else None


def text(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def hour(at: datetime) -> str:
    """`10:05` today, `10:05 ngày 3/5` on another day."""
    here, today = clock.local(at), clock.local(clock.now())
    if here.date() == today.date():
        return f"{here:%H:%M}"
    year = f"/{here.year}" if here.year != today.year else ""
    return f"{here:%H:%M} ngày {here.day}/{here.month}{year}"


def lasting(seconds: int) -> str:
    """“dưới 1 giây”, “45 giây”, “2 phút 5 giây”, “1 giờ 10 phút”, “3 ngày”."""
    if seconds >= 2 * 24 * 3600:
        return f"{seconds // (24 * 3600)} ngày"
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    if hours:
        return f"{hours} giờ {minutes} phút" if minutes else f"{hours} giờ"
    if minutes:
        return f"{minutes} phút {rest} giây" if rest else f"{minutes} phút"
    return f"{rest} giây" if rest else "dưới 1 giây"
