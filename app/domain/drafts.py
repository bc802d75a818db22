"""A form that is still being filled in: kept field by field, from several tabs, without one undoing the other."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.domain.vietnamese import clean

KEPT_IN_BIN = timedelta(days=30)
FIELD_NAME = re.compile(r"[a-z][A-Za-z0-9_.-]{0,79}")
MOST_FIELDS = 400
LONGEST_VALUE = 4000
NOT_KEPT = frozenset(
    {"csrf_token", "dossier_id", "draft_seen", "then", "more", "reason", "scan", "scan_take"}
)
CARD, COPIED = "card", "copied"
"""Where a value came from when it was not typed."""

Kept = Mapping[str, Mapping[str, Any]]
"""By field: `value`, the `revision` and instant (`at`) at which it came to be, `by` whom, and its `source`."""


@dataclass(frozen=True)
class Hand:
    """Who types now, when, and the revision of the draft that their page shows."""

    seen: int
    by: str
    at: datetime


@dataclass(frozen=True)
class Merged:
    """A draft after a save. `clashes` were changed elsewhere and stay as they are; `news` were changed elsewhere
    and not touched here: both are what the page does not show yet."""

    kept: dict[str, dict[str, Any]]
    clashes: dict[str, str]
    news: dict[str, str]
    changed: bool


def merge(
    kept: Kept, typed: Mapping[str, str], revision: int, hand: Hand, sources: Mapping[str, str]
) -> Merged:
    """Put `typed` into the draft as its `revision`; a field that somebody else changed since the page was drawn is
    not overwritten."""
    merged = {name: dict(each) for name, each in kept.items()}
    clashes: dict[str, str] = {}
    changed = False
    for name, value in typed.items():
        known = merged.get(name)
        if known is not None and known["value"] == value:
            continue
        if known is not None and known["revision"] > hand.seen:
            clashes[name] = known["value"]
            continue
        changed = True
        merged[name] = {
            "value": value,
            "revision": revision,
            "at": hand.at.isoformat(),
            "by": hand.by,
            "source": sources.get(name, ""),
        }
    news = {name: words for name, words in values(kept, since=hand.seen) if name not in typed}
    return Merged(merged, clashes, news, changed)


def values(kept: Kept, *, since: int = -1) -> Iterable[tuple[str, str]]:
    """The fields that have changed after a revision, with what stands in them."""
    return [(name, each["value"]) for name, each in kept.items() if each["revision"] > since]


def changed_elsewhere(kept: Kept, typed: Mapping[str, str], seen: int) -> dict[str, str]:
    """Fields whose value is another than the page shows, because of a change the page has not seen."""
    return {name: value for name, value in values(kept, since=seen) if typed.get(name, "") != value}


def typed_in(form: Mapping[str, str]) -> dict[str, str]:
    """What of a form belongs into its draft, cleaned as it would be stored."""
    names = [name for name in form if FIELD_NAME.fullmatch(name) and name not in NOT_KEPT]
    return {name: clean(form[name]) for name in names[:MOST_FIELDS]}


def too_long(typed: Mapping[str, str]) -> list[str]:
    return [name for name, value in typed.items() if len(value) > LONGEST_VALUE]


def person_in(kept: Kept) -> str:
    """Whose matter the draft is, as far as it was typed."""
    return next(
        (
            str(kept[name]["value"])
            for name in ("applicant_name", "submitter_name")
            if kept.get(name, {}).get("value")
        ),
        "",
    )


def filled(kept: Kept) -> int:
    """How many boxes hold something."""
    return sum(bool(each["value"]) for each in kept.values())


def age_words(since: datetime, now: datetime) -> str:
    """“vừa xong”, “25 phút”, “3 giờ”, “2 ngày”."""
    minutes = int((now - since).total_seconds()) // 60
    if minutes < 1:
        return "vừa xong"
    if minutes < 60:
        return f"{minutes} phút"
    return f"{minutes // 60} giờ" if minutes < 24 * 60 else f"{minutes // (24 * 60)} ngày"
