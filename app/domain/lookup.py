"""What a citizen may read about a dossier: plain words for where it stands and what has happened.

No name of an officer, no note, no other person: only what the receipt in the citizen's hand already tells, and how far
the work has come.
"""

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain import codes
from app.domain.dossiers import Status, in_sentence
from app.domain.hours import WEEKDAYS, Week
from app.domain.refusals import Refusal
from app.domain.scans import CODE_INSIDE
from app.domain.vietnamese import clean

FREE_TRIES_OF_CODE = 4
FREE_TRIES_OF_ADDRESS = 30
"""A whole hamlet may sit behind one address; the code on a receipt belongs to one family."""
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 5 * 60, 60 * 60
LONGEST_TYPED = 200
PHONE_TAIL = 4


def wait_seconds(tries: int, free: int) -> int:
    """How long the look-up stays closed after this many wrong codes: 5, 10, 20, 40, 60 minutes."""
    if tries <= free:
        return 0
    return min(FIRST_WAIT_SECONDS << min(tries - free - 1, 10), LONGEST_WAIT_SECONDS)


def read_code(typed: str) -> str:
    """The code of a dossier as it is stored, from whatever was typed or scanned; what is none stays as it is, for the
    answer is the same."""
    text = clean(typed[:LONGEST_TYPED]).upper().replace(" ", "")
    inside = CODE_INSIDE.search(text)
    try:
        return str(codes.parse(inside.group() if inside else text))
    except Refusal:
        return text


def opens(pin: str, lookup_pin: str | None, phones: Sequence[str | None]) -> bool:
    """Whether these digits are the ones on the receipt, or the last four of a phone the citizen left."""
    given = re.sub(r"[\s.-]", "", clean(pin[:LONGEST_TYPED])).encode()
    keys = [lookup_pin, *(phone[-PHONE_TAIL:] for phone in phones if phone)]
    # Each is compared, so that the time taken does not tell which one was nearly right.
    matches = [hmac.compare_digest(given, key.encode()) for key in keys if key]
    return any(matches)


NOW: Mapping[Status, str] = {
    Status.REGISTERED: "Hồ sơ đã được ghi nhận, chưa tiếp nhận chính thức.",
    Status.RECEIVED: "Hồ sơ đã được tiếp nhận, đang chờ cán bộ giải quyết.",
    Status.SUPPLEMENT_REQUESTED: "Hồ sơ đang chờ ông/bà bổ sung giấy tờ.",
    Status.NOT_ACCEPTED: "Hồ sơ không được tiếp nhận.",
    Status.PROCESSING: "Hồ sơ đang được giải quyết.",
    Status.FINANCIAL_OBLIGATION: "Hồ sơ đang chờ ông/bà thực hiện nghĩa vụ tài chính.",
    Status.APPROVING: "Hồ sơ đang chờ lãnh đạo duyệt, ký.",
    Status.FORWARDED: "Hồ sơ đã gửi lên {holder}, đang chờ nơi đó nhận.",
    Status.ACCEPTED: "Hồ sơ đã được {holder} nhận, đang chờ cán bộ giải quyết.",
    Status.RESOLVED: "Đã có kết quả. Mời ông/bà đến nhận.",
    Status.POSTING: "Kết quả đang được gửi cho ông/bà qua bưu điện.",
    Status.RETURNED: "Đã trả kết quả. Hồ sơ kết thúc.",
    Status.WITHDRAWN: "Ông/bà đã rút hồ sơ.",
    Status.STOPPED: "Hồ sơ đã dừng giải quyết.",
}
AWAY: Mapping[Status, str] = {
    Status.PROCESSING: "Hồ sơ đang được {holder} giải quyết.",
    Status.APPROVING: "Hồ sơ đang chờ lãnh đạo {holder} duyệt, ký.",
    Status.RESOLVED: "{holder} đã có kết quả, đang chuyển về nơi ông/bà nộp hồ sơ.",
}
SENT: Mapping[str, str] = {
    "post": "Đã có kết quả, sẽ gửi cho ông/bà qua bưu điện.",
    "online": "Đã có kết quả, sẽ gửi bản điện tử đến địa chỉ ông/bà đã đăng ký.",
}
"""A result that nobody has to come for, by how the citizen asked to have it."""

HAPPENED: Mapping[str, str] = {
    "register": "Ghi nhận hồ sơ",
    "receive": "Tiếp nhận hồ sơ",
    "import": "Ghi từ sổ cũ",
    "ask_before": "Hướng dẫn bổ sung giấy tờ",
    "refuse": "Không tiếp nhận hồ sơ",
    "accept_forward": "Nhận hồ sơ chuyển đến",
    "take_up": "Bắt đầu giải quyết",
    "supplement_received": "Nhận giấy tờ ông/bà bổ sung",
    "payment_done": "Ghi nhận ông/bà đã nộp nghĩa vụ tài chính",
    "consult": "Hỏi ý kiến cơ quan khác",
    "consult_answered": "Có trả lời của cơ quan khác",
    "submit_for_approval": "Trình lãnh đạo duyệt, ký",
    "redo": "Lãnh đạo yêu cầu xem xét lại",
    "approve": "Lãnh đạo đã duyệt, ký",
    "reject": "Lãnh đạo đã ký văn bản trả lời không giải quyết",
    "forward_up": "Chuyển hồ sơ lên cấp trên",
    "return_down": "Chuyển hồ sơ về nơi tiếp nhận",
    "result_from_parent": "Chuyển kết quả về nơi tiếp nhận",
    "notify": "Báo ông/bà có kết quả",
    "return_result": "Trả kết quả",
    "post_result": "Gửi kết quả qua bưu điện",
    "post_undelivered": "Bưu điện chuyển hoàn kết quả",
    "supplement_expired": "Dừng giải quyết vì hết hạn bổ sung",
    "stop": "Dừng giải quyết",
    "correct_result": "Mở lại để đính chính kết quả",
    "withdraw": "Trả lại hồ sơ theo yêu cầu của ông/bà",
    "agree_withdrawal": "Đồng ý cho ông/bà rút hồ sơ",
    "recount": "Tính lại ngày hẹn theo lịch làm việc mới",
}
"""The steps a citizen is told of, by their key. What goes on between officers is not among them."""


@dataclass(frozen=True)
class Milestone:
    """One line of the time line."""

    at: datetime
    what: str
    where: str


def now_words(status: str, *, away: bool, holder: str, return_mode: str = "") -> str:
    """Where the dossier stands, as one sentence."""
    known = Status(status) if status in set(Status) else Status.PROCESSING
    sent = SENT.get(return_mode) if known is Status.RESOLVED else None
    words = (AWAY.get(known) if away else sent) or NOW[known]
    told = words.format(holder=in_sentence(holder))
    return told[:1].upper() + told[1:]


def hours_lines(week: Week) -> list[tuple[str, str]]:
    """Opening hours, days with the same hours on one line: (“Thứ Hai – Thứ Sáu”, “07:30–11:30, 13:30–17:00”)."""
    runs: list[tuple[list[int], str]] = []
    for weekday in range(len(WEEKDAYS)):
        told = ", ".join(f"{begins}–{ends}" for begins, ends in week.get(weekday, []))
        if runs and runs[-1][1] == told:
            runs[-1][0].append(weekday)
        else:
            runs.append(([weekday], told))
    return [(_days(days), told) for days, told in runs if told]


def _days(days: Sequence[int]) -> str:
    first, last = WEEKDAYS[days[0]], WEEKDAYS[days[-1]]
    return first if first == last else f"{first} – {last}"
