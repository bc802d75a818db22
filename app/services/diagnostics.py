"""A bundle about a machine: asked for by the office above or made here, packed without personal data, carried up."""

import io
import json
import uuid
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from app.domain.diagnostics import LONGEST_REASON, scrubbed
from app.domain.officers import Officer
from app.domain.refusals import FormNotComplete, NoSuchMachine
from app.domain.vietnamese import clean
from app.queries import diagnostics, fleet, nodes
from sync import blobs, journal

MEDIA_TYPE = "application/zip"
LOG_TAIL_BYTES = 400_000
README = (
    "Gói chẩn đoán của phần mềm Một cửa.\nthong-tin.json: phiên bản, số đếm, đường truyền, kiểm tra cơ sở dữ liệu.\n"
    "nhat-ky.txt: những dòng cuối của nhật ký chương trình, đã bỏ mọi chữ có thể là tên hay số của người.\n"
    "Không có dữ liệu của công dân, không có mật khẩu, không có khóa.\n"
)


def ask(unit: str, reason: str, *, by: Officer, at: datetime) -> None:
    """Ask for a bundle about the machine of this office, or of our own; one that is asked for already is that one."""
    words = clean(reason)
    if len(words) > LONGEST_REASON:
        raise FormNotComplete({"diagnosis": f"Lý do dài quá {LONGEST_REASON} ký tự."})
    with journal.transaction():
        if unit != nodes.this().unit and not fleet.has_joined(unit):
            raise NoSuchMachine(code=unit)
        if diagnostics.is_asked(unit):
            return
        journal.record(
            "diagnostics", uuid.uuid4().hex, by=by, at=at, scope=unit, unit=unit, asked_at=at, asked_by=str(by),
            asked_by_name=by.name, from_unit=by.unit, reason=words,
        )  # fmt: skip


def make_all(facts: Mapping[str, Any], log_file: Path, *, at: datetime) -> int:
    """Make every bundle asked of this node; how many. The file stands on the shelf before its record says so."""
    waiting = diagnostics.to_make()
    if not waiting:
        return 0
    kept = blobs.in_use().put(bundle(facts, log_file, at=at))
    with journal.transaction():
        for row in waiting:
            journal.record(
                "diagnostics", row.id, by="diagnostics", at=at, made_at=at, sha256=kept.sha256,
                size_bytes=kept.size_bytes, media_type=MEDIA_TYPE,
            )  # fmt: skip
    return len(waiting)


def bundle(facts: Mapping[str, Any], log_file: Path, *, at: datetime) -> bytes:
    """The zip: what the machine tells of itself, its figures, a check of the database, the scrubbed end of the log."""
    told = {
        "made_at": at.isoformat(),
        "facts": dict(facts),
        **diagnostics.figures(),
        "integrity": diagnostics.integrity(),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as whole:
        whole.writestr("doc-truoc.txt", README)
        whole.writestr(
            "thong-tin.json", json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
        )
        whole.writestr("nhat-ky.txt", "\n".join(scrubbed(_tail(log_file))) + "\n")
    return out.getvalue()


def _tail(file: Path) -> list[str]:
    if not file.is_file():
        return []
    with file.open("rb") as log:
        log.seek(max(0, file.stat().st_size - LOG_TAIL_BYTES))
        return log.read().decode("utf-8", "replace").splitlines()
