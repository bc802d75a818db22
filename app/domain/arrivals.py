"""Papers of a forwarded dossier on their way: the record travels by the line, the papers by the post or a motorbike."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class OnTheWay:
    """How far the papers of one dossier have come: how many were sent, how many arrived, which are still missing."""

    sent: int
    arrived: int
    missing: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return not self.missing

    @property
    def words(self) -> str:
        """“3/4 giấy tờ đã đến”, or that nothing is to come."""
        if not self.sent:
            return "không có giấy tờ kèm theo"
        if self.is_whole:
            return f"đủ {self.sent} giấy tờ"
        return f"{self.arrived}/{self.sent} giấy tờ đã đến" if self.arrived else "giấy tờ chưa đến"

    @property
    def tone(self) -> str:
        if self.is_whole:
            return "good"
        return "warn" if self.arrived else "neutral"


def on_the_way(papers: Iterable[tuple[str, str]], arrived: Collection[str]) -> OnTheWay:
    """`papers` are (id, name) of those that were handed in, `arrived` the ids of those an office has in hand."""
    sent = list(papers)
    missing = tuple(name for paper_id, name in sent if paper_id not in arrived)
    return OnTheWay(len(sent), len(sent) - len(missing), missing)


def own_leg(holders: Iterable[str], own: str, *, is_decided: bool) -> int | None:
    """Which leg of the way this holder is at: the first one that names it, the last one once it has decided and only
    sends the result on; None where no leg is its own."""
    found = [place for place, holder in enumerate(holders) if holder == own]
    if not found:
        return None
    return found[-1] if is_decided else found[0]
