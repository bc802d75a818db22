"""After a database was found behind its guard: did its parent hold what the file had lost? Told as an aside.

Only the parent can say how far the log had gone up. Until it has, nobody here may claim that nothing was lost.
"""

from datetime import datetime
from typing import Any

from sync import store
from sync.asides import Heard
from sync.members import telling
from sync.positions import identity
from sync.tables import SyncNotice

NOTHING = (
    "Máy này được khôi phục từ bản cũ lúc {at}; {count} thay đổi đã được gửi lại, không mất gì (đã đối chiếu với cấp "
    "trên đến số {seq})."
)
SOME = (
    "Máy này được khôi phục từ bản cũ lúc {at}; {count} thay đổi đã được gửi lại. Cấp trên chỉ có đến số {have}, mà "
    "máy đã ghi đến số {seq}: {lost} thay đổi chưa kịp gửi lên thì không còn. Hãy xem lại giấy tờ nhận lúc ấy."
)


class Lost:
    """The child asks of each log that came back shorter; the parent says how far it holds it."""

    name = "lost"

    def ask(self, at: datetime) -> Any:
        rows = store.every("SELECT incarnation FROM log WHERE lost_seq IS NOT NULL AND own")
        return [row[0] for row in rows] or None

    def reply(self, heard: Heard) -> Any:
        if not isinstance(heard.said, list):
            return None
        held = {incarnation: have for incarnation, have, _ in heard.logs}
        return {name: held[name] for name in heard.said if name in held} or None

    def take(self, reply: Any, at: datetime) -> None:
        if not isinstance(reply, dict):
            raise ValueError("not positions by log")
        for incarnation, have in reply.items():
            row = store.one(
                "SELECT n, sealed_at, lost_seq FROM log WHERE incarnation = ? AND own AND lost_seq IS NOT NULL",
                (incarnation,),
            )
            if row is not None:
                _tell(*row, have=int(have), at=at)


def _tell(log: int, sealed_at: str, lost_seq: int, *, have: int, at: datetime) -> None:
    """Say it once, when all that was logged again has arrived above too."""
    head, acked = _sealed_into(log)
    again = store.one(
        "SELECT COUNT(*) FROM entry e JOIN operation o ON o.n = e.operation WHERE e.log = ? AND o.arrived_at <= ?",
        (head, sealed_at),
    )
    count = int(again[0]) if again else 0
    if acked < count:
        return
    words = SOME if have < lost_seq else NOTHING
    then = telling.moment(sealed_at)
    SyncNotice.create(
        at=telling.text(at),
        words=words.format(at=then, count=count, have=have, seq=lost_seq, lost=lost_seq - have),
    )
    store.run("UPDATE log SET lost_seq = NULL WHERE n = ?", (log,))


def _sealed_into(log: int) -> tuple[int, int]:
    """The log that took up the rest of a sealed one: our next one, and how much of it is proved above."""
    row = store.one(
        "SELECT n, acked_seq FROM log WHERE own AND n > ? ORDER BY n LIMIT 1", (log,)
    ) or (identity().log, 0)
    return row[0], row[1]
