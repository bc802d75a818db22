"""What waits to be sent to the parent, and what was refused: told by dossier, not by row of a table."""

import re
from dataclasses import dataclass
from datetime import datetime

from app.domain.labels import field_label
from app.queries.moments import instant
from sync import store

ENTITIES = {
    "dossier": "Hồ sơ",
    "paper": "Giấy tờ của hồ sơ",
    "step": "Bước xử lý của hồ sơ",
    "result": "Kết quả của hồ sơ",
    "document": "Tệp của hồ sơ",
    "slip": "Phiếu gửi công dân",
    "pause": "Dừng giải quyết hồ sơ",
    "withdrawal_request": "Đề nghị rút hồ sơ",
    "note": "Trao đổi về hồ sơ",
    "note_read": "Đã đọc trao đổi",
    "paper_arrival": "Giấy tờ đã đến nơi",
    "payment": "Biên lai thu phí, lệ phí",
    "reprint": "Việc in lại của hồ sơ",
    "recount": "Tính lại ngày hẹn",
    "rating": "Đánh giá của công dân",
    "counter": "Điện thoại của quầy",
    "procedure": "Thủ tục",
    "unit": "Đơn vị hành chính",
    "unit_successor": "Đơn vị kế tiếp",
    "calendar_day": "Ngày nghỉ, ngày làm bù",
    "calendar_year": "Lịch nghỉ của một năm",
    "catalogue_version": "Bản danh mục thủ tục",
    "working_hours": "Giờ làm việc",
    "node": "Khóa của một máy",
    "screen_message": "Lời nhắn lên màn hình",
    "screen_message_read": "Đã đọc lời nhắn",
    "diagnostics": "Gói chẩn đoán",
    "notice": "Thông báo",
    "notice_read": "Đã đọc thông báo",
    "dispatch": "Văn bản",
    "enclosure": "Tệp kèm văn bản",
}
OF_LATER_VERSION = "Dữ liệu của phiên bản mới hơn"
WINDOW = 1_500
"""How many waiting changes, oldest first, one page gathers."""

# A paper, a step, a result and a file are told with the dossier they belong to.
ROOT = """
LEFT JOIN paper p ON r.entity = 'paper' AND p.id = r.id
LEFT JOIN step s ON r.entity = 'step' AND s.id = r.id
LEFT JOIN result t ON r.entity = 'result' AND t.id = r.id
LEFT JOIN document f ON r.entity = 'document' AND f.id = r.id
LEFT JOIN dossier d ON d.id = COALESCE(p.dossier_id, s.dossier_id, t.dossier_id, f.dossier_id, r.id)
"""


@dataclass(frozen=True)
class Thing:
    """What a change is about. `dossier_id` when that is a dossier or a part of one; `note` is its procedure."""

    words: str
    note: str = ""
    dossier_id: str | None = None


@dataclass(frozen=True)
class Waiting:
    """One thing with changes the parent has not proved to hold."""

    thing: Thing
    changes: int
    since: datetime


@dataclass(frozen=True)
class RefusedRow:
    """One change that was not taken in.

    Of ours by the parent (`child` is None): `is_mended` when every value it brought has been replaced here since, and
    the parent has yet to say that it holds the new ones. Of a child by us: `child` is its unit. `n` is the change.
    """

    thing: Thing
    reason: str
    at: datetime
    child: str | None = None
    is_mended: bool = False
    n: int = 0

    @property
    def dossier_to_mend(self) -> str | None:
        """The dossier whose data a clerk may correct; a step, a paper or a catalogue is only sent again."""
        return self.thing.dossier_id if self.is_data else None

    is_data: bool = False


# ── Waiting ─────────────────────────────────────────────────────────────────────────────────────────

GATHERED = f"""
WITH waiting AS (
  SELECT e.seq, e.operation FROM sync_self me JOIN log l ON l.incarnation = me.incarnation
  JOIN entry e ON e.log = l.n AND e.seq > l.acked_seq ORDER BY e.seq LIMIT ?
)
SELECT CASE WHEN d.id IS NULL THEN r.entity ELSE 'dossier' END AS what, COALESCE(d.id, r.id) AS root,
  COUNT(*), MIN(o.arrived_at), MIN(d.code), MIN(d.procedure_name)
FROM waiting w JOIN operation o ON o.n = w.operation JOIN record r ON r.n = o.record {ROOT}
GROUP BY what, root ORDER BY MIN(w.seq) LIMIT ?
"""


def outbox(limit: int = 100) -> list[Waiting]:
    """What waits to be sent, oldest first; each dossier once, with its papers, steps, results and files."""
    return [
        Waiting(_thing(kind, root, code, procedure), changes, instant(since))
        for kind, root, changes, since, code, procedure in store.every(GATHERED, (WINDOW, limit))
    ]


# ── Refused ─────────────────────────────────────────────────────────────────────────────────────────

# The highest operation of ours that the parent has proved to hold: rows are numbered in the order of our log.
HELD_ABOVE = """
SELECT COALESCE(MAX(e.operation), 0) FROM log l JOIN entry e ON e.log = l.n AND e.seq = l.acked_seq WHERE l.own = ?
"""
OURS = f"""
SELECT o.n, o.id, r.live, x.reason, x.refused_at, r.entity, r.id, d.id, d.code, d.procedure_name,
  EXISTS (SELECT 1 FROM operation later WHERE later.record = o.record AND later.n > o.n
    AND (later.n <= ? OR later.feed_n IS NOT NULL) AND later.state = 0 AND NOT EXISTS
      (SELECT 1 FROM refused_operation again WHERE again.operation = later.n AND again.child IS NULL))
FROM refused_operation x JOIN operation o ON o.n = x.operation JOIN record r ON r.n = o.record {ROOT}
WHERE x.child IS NULL ORDER BY x.n DESC LIMIT 500
"""
THEIRS = f"""
SELECT x.reason, x.refused_at, x.child, COALESCE(r.entity, ''), COALESCE(r.id, ''), d.id, d.code, d.procedure_name
FROM refused_operation x JOIN operation o ON o.n = x.operation LEFT JOIN record r ON r.n = o.record {ROOT}
WHERE x.child IS NOT NULL AND NOT EXISTS
  (SELECT 1 FROM refusal_settled s WHERE s.operation = x.operation AND s.how <> 'told')
ORDER BY x.n DESC LIMIT ?
"""


def refused_above() -> list[RefusedRow]:
    """Of our changes those the parent refused and that still matter, newest first.

    One stops to matter when no value it brought stands here any more and a newer change of that record has reached the
    parent, or come from it. Until both are so, the two sides differ and a person must know.
    """
    held = store.one(HELD_ABOVE, (True,))
    found: dict[int, RefusedRow] = {}
    for (
        n,
        op_id,
        live,
        reason,
        at,
        entity,
        record,
        dossier,
        code,
        procedure,
        was_heard,
    ) in store.every(OURS, (held[0] if held else 0,)):
        is_mended = bytes(op_id)[:8].hex() not in live
        if not (is_mended and was_heard):
            thing = thing_of(entity, record, dossier, code, procedure)
            found.setdefault(
                n,
                RefusedRow(
                    thing,
                    said(reason, entity),
                    instant(at),
                    None,
                    is_mended,
                    n,
                    entity == "dossier",
                ),
            )
    return list(found.values())


def refused_here(limit: int = 100) -> list[RefusedRow]:
    """Of our children's changes those we refused and nobody has settled, newest first."""
    return [
        RefusedRow(
            thing_of(entity, record, dossier, code, procedure),
            said(reason, entity), instant(at), child,
        )
        for reason, at, child, entity, record, dossier, code, procedure in store.every(THEIRS, (limit,))
    ]  # fmt: skip


def thing_of(
    entity: str, record: str, dossier: str | None, code: str | None, procedure: str | None
) -> Thing:
    """What a change is about: the dossier its record belongs to, or the record."""
    return _thing("dossier" if dossier else entity, dossier or record, code, procedure)


def _thing(kind: str, record: str, code: str | None, procedure: str | None) -> Thing:
    if kind == "dossier" and procedure is not None:
        return Thing(f"Hồ sơ {code or 'chưa cấp số'}", procedure, record)
    return Thing(ENTITIES.get(kind, OF_LATER_VERSION), "" if kind in ("", "dossier") else record)


def said(reason: str, entity: str) -> str:
    """The reason with the names of fields as people read them."""
    return re.sub(r"“(\w+)”", lambda name: f"“{field_label(entity, name[1]) or name[1]}”", reason)
