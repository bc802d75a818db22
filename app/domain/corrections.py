"""What may be corrected after reception, and what a correction can be taken from."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

TAKEN_FROM = (
    "applicant_name", "birth_date", "gender", "id_type", "id_no", "id_issued_on", "id_issued_by", "address",
    "phone", "email", "abstract",
)  # fmt: skip
"""The fields of a dossier that a correction may touch, in the order of the form."""

SOURCES = {
    "card": "Theo thẻ CCCD",
    "papers": "Theo giấy tờ trong hồ sơ",
    "citizen": "Công dân khai lại",
    "letter": "Theo công văn, điện thoại của cơ quan khác",
    "slip": "Sửa lỗi gõ",
}


def seal_of(row: Mapping[str, Any]) -> str:
    """A mark of these fields as a page showed them; another one when somebody has changed one since."""
    shown = json.dumps([row[name] for name in TAKEN_FROM], ensure_ascii=False)
    return hashlib.sha256(shown.encode()).hexdigest()[:16]
