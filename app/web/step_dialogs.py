"""Each step as a page: its address, the boxes it asks, what it tells, and the verb behind its button."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.results import ResultDraft
from app.services import dossiers as services

RESULT = ("outcome", "number", "issued_on", "signer", "content")
LINES = frozenset({"items"})
"""Boxes in which a line is an item."""
WHOLE_NUMBERS = frozenset({"amount", "amount_paid", "percent"})
PLAIN_MONEY = str.maketrans("", "", ". ")

Typed = Mapping[str, str]
Do = Callable[..., Any]


@dataclass(frozen=True)
class Dialog:
    """A step as a page. `files`: scans may be attached to it."""

    slug: str
    asks: tuple[str, ...]
    do: Do
    says: str
    told: str
    files: bool = False


def draft_of(typed: Typed) -> ResultDraft | None:
    """The result as typed; nothing chosen is no result."""
    return ResultDraft(**{name: typed[name] for name in RESULT}) if typed["outcome"] else None


def amount(typed: str) -> int | None:
    """Whole đồng, thousands with dots; None for an empty box, what no rule accepts for anything else."""
    digits = typed.translate(PLAIN_MONEY)
    if not digits:
        return None
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else -1


def plain(verb: Do) -> Do:
    """The verb with each box as the argument of the same name."""

    def do(dossier_id: str, typed: Typed, **how: Any) -> Any:
        given = {
            name: amount(words) if name in WHOLE_NUMBERS else words for name, words in typed.items()
        }
        return verb(dossier_id, **given, **how)

    return do


def _submit(dossier_id: str, typed: Typed, **how: Any) -> None:
    services.submit_for_approval(dossier_id, draft=draft_of(typed), note=typed["note"], **how)


def _approve(dossier_id: str, typed: Typed, **how: Any) -> None:
    services.approve(dossier_id, result=draft_of(typed), note=typed["note"], **how)


DIALOGS: Mapping[str, Dialog] = {
    "ask_before": Dialog(
        "huong-dan-bo-sung", ("items", "reason"), plain(services.ask_before),
        "Ghi hết một lần mọi giấy tờ còn thiếu. Chưa cấp mã, chưa tính thời gian.",
        "Đã lập phiếu yêu cầu bổ sung.",
    ),
    "refuse": Dialog(
        "tu-choi-tiep-nhan", ("reason",), plain(services.refuse),
        "Hồ sơ kết thúc ở trạng thái “Không tiếp nhận”. Giấy tờ trả lại công dân.",
        "Đã từ chối tiếp nhận.",
    ),
    "accept_forward": Dialog(
        "nhan-chuyen-len", ("note",), plain(services.accept_forward),
        "Xác nhận đã nhận đủ giấy tờ của hồ sơ. Từ đây đơn vị này giải quyết.",
        "Đã nhận hồ sơ chuyển lên.",
    ),
    "take_up": Dialog(
        "thu-ly", ("note",), plain(services.take_up),
        "Hồ sơ ghi tên ông/bà; người khác thấy ông/bà đang thụ lý.",
        "Đã nhận thụ lý.",
    ),
    "assign": Dialog(
        "phan-cong", ("to_username", "note"), plain(services.assign),
        "Hồ sơ sang bàn của cán bộ được chọn.",
        "Đã phân công.",
    ),
    "supplement_received": Dialog(
        "nhan-bo-sung", ("note",), plain(services.supplement_received),
        "Công dân đã nộp đủ giấy tờ ghi trong phiếu yêu cầu bổ sung.",
        "Đã nhận bổ sung.", files=True,
    ),
    "payment_done": Dialog(
        "da-nop-tai-chinh", ("note",), plain(services.payment_done),
        "Công dân đã nộp tiền; ghi số chứng từ vào ô ghi chú.",
        "Đã ghi nhận nghĩa vụ tài chính.", files=True,
    ),
    "consult_answered": Dialog(
        "co-tra-loi", ("note",), plain(services.consult_answered),
        "Cơ quan được hỏi đã trả lời; ghi số và ngày văn bản vào ô ghi chú.",
        "Đã ghi nhận trả lời.", files=True,
    ),
    "sign_slip": Dialog(
        "ky-phieu", ("note",), plain(services.sign_slip),
        "Phiếu có hiệu lực từ lúc ký và được cấp số.",
        "Đã ký phiếu.",
    ),
    "return_slip": Dialog(
        "tra-du-thao", ("reason",), plain(services.return_slip),
        "Dự thảo không dùng nữa; cán bộ có thể lập phiếu khác.",
        "Đã trả lại dự thảo.",
    ),
    "hand_out": Dialog(
        "giao-phieu", ("handed_to", "note"), plain(services.hand_out),
        "Công dân đã cầm phiếu trên tay.",
        "Đã ghi nhận giao phiếu.",
    ),
    "submit_for_approval": Dialog(
        "trinh-duyet", (*RESULT, "note"), _submit,
        "Hồ sơ sang lãnh đạo, kèm dự thảo kết quả nếu có.",
        "Đã trình duyệt.", files=True,
    ),
    "approve": Dialog(
        "duyet", (*RESULT, "note"), _approve,
        "Kết quả được ghi là đã ký; hồ sơ sang một cửa để trả công dân hoặc gửi về nơi tiếp nhận.",
        "Đã duyệt.",
    ),
    "redo": Dialog(
        "lam-lai", ("reason",), plain(services.redo),
        "Hồ sơ về lại cán bộ đã trình.",
        "Đã yêu cầu làm lại.",
    ),
    "reject": Dialog(
        "tu-choi-giai-quyet", ("reason",), plain(services.reject),
        "Kết quả là không được giải quyết; lý do ghi vào văn bản trả công dân.",
        "Đã từ chối giải quyết.",
    ),
    "forward_up": Dialog(
        "chuyen-len", ("note",), plain(services.forward_up),
        "Từ lúc này đơn vị cấp trên giữ hồ sơ. Nếu chưa có mạng, hồ sơ chờ gửi và đi khi có mạng.",
        "Đã chuyển lên cấp trên.", files=True,
    ),
    "return_down": Dialog(
        "tra-ve", ("reason",), plain(services.return_down),
        "Hồ sơ về nơi gửi để sửa; nơi gửi thấy ở hàng “Bị trả lại”.",
        "Đã trả hồ sơ về nơi gửi.",
    ),
    "result_from_parent": Dialog(
        "gui-ket-qua", ("note",), plain(services.send_result_down),
        "Kết quả đã ký về nơi tiếp nhận để trả cho công dân.",
        "Đã gửi kết quả về nơi tiếp nhận.",
    ),
    "return_result": Dialog(
        "tra-ket-qua", ("collected_by", "collected_id_no", "amount_paid", "method", "note"),
        plain(services.hand_over),
        "Hồ sơ kết thúc. Thu lại giấy tiếp nhận của công dân.",
        "Đã trả kết quả.",
    ),
    "notify": Dialog(
        "bao-cong-dan", ("note",), plain(services.notify),
        "Đã gọi điện hoặc nhắn tin cho công dân đến nhận kết quả; ghi gọi cho ai, số nào.",
        "Đã ghi nhận báo công dân.",
    ),
    "post_result": Dialog(
        "gui-buu-dien", ("tracking_no", "note"), plain(services.post_result),
        "Kết quả đã giao cho bưu điện chuyển tới công dân.",
        "Đã ghi nhận gửi bưu điện.",
    ),
    "post_undelivered": Dialog(
        "buu-gui-hoan", ("reason",), plain(services.post_undelivered),
        "Bưu điện không phát được, kết quả về lại một cửa.",
        "Đã nhận lại bưu gửi.",
    ),
    "ask_supplement": Dialog(
        "yeu-cau-bo-sung", ("items", "reason", "answer_by"), plain(services.ask_supplement),
        "Ghi hết một lần mọi giấy tờ còn thiếu hoặc phải sửa; mỗi hồ sơ chỉ được yêu cầu bổ sung một lần.",
        "Đã trình phiếu yêu cầu bổ sung.", files=True,
    ),
    "reopen_supplement": Dialog(
        "cho-bo-sung-lan-nua", ("reason",), plain(services.reopen_supplement),
        "Cán bộ thụ lý được yêu cầu bổ sung thêm một lần.",
        "Đã cho bổ sung lần nữa.",
    ),
    "supplement_expired": Dialog(
        "het-han-bo-sung", ("note",), plain(services.supplement_expired),
        "Hồ sơ kết thúc vì công dân không bổ sung trong thời hạn ghi trên phiếu.",
        "Đã dừng giải quyết vì hết hạn bổ sung.",
    ),
    "ask_payment": Dialog(
        "yeu-cau-tai-chinh", ("amount", "answer_by", "reason"), plain(services.ask_payment),
        "Công dân phải nộp thuế hoặc tiền đất trước khi có kết quả.",
        "Đã yêu cầu nghĩa vụ tài chính.", files=True,
    ),
    "consult": Dialog(
        "xin-xac-minh", ("to_whom", "reason", "answer_by"), plain(services.consult),
        "Hỏi một cơ quan khác trước khi giải quyết.",
        "Đã ghi nhận xin xác minh.", files=True,
    ),
    "apologise": Dialog(
        "xin-loi", ("new_due_on", "reason_code", "reason"), plain(services.apologise),
        "Lãnh đạo ký phiếu, một cửa giao cho công dân, chậm nhất một ngày trước ngày hẹn.",
        "Đã trình phiếu xin lỗi và hẹn lại.",
    ),
    "opine": Dialog(
        "y-kien", ("note",), plain(services.opine),
        "Ý kiến ghi vào lịch sử hồ sơ; trạng thái và thời hạn giữ nguyên.",
        "Đã ghi ý kiến.", files=True,
    ),
    "give_back": Dialog(
        "tra-hang-viec", ("note",), plain(services.give_back),
        "Hồ sơ không còn trong tay ông/bà; đồng nghiệp có thể nhận.",
        "Đã trả lại hàng việc.",
    ),
    "take_back": Dialog(
        "lay-lai", ("reason",), plain(services.take_back),
        "Hồ sơ về hàng việc chung; nội dung cán bộ đang gõ dở còn trong nháp của người đó.",
        "Đã lấy lại hồ sơ.",
    ),
    "ask_withdrawal": Dialog(
        "xin-rut", ("reason",), plain(services.ask_withdrawal),
        "Đơn vị đang giữ hồ sơ thấy yêu cầu này và trả lời; đến lúc đó hồ sơ vẫn được giải quyết.",
        "Đã chuyển yêu cầu rút hồ sơ.", files=False,
    ),
    "agree_withdrawal": Dialog(
        "cho-rut", ("note",), plain(services.agree_withdrawal),
        "Giấy tờ về nơi tiếp nhận để trả công dân.",
        "Đã đồng ý cho rút hồ sơ.",
    ),
    "decline_withdrawal": Dialog(
        "khong-cho-rut", ("reason",), plain(services.decline_withdrawal),
        "Hồ sơ tiếp tục được giải quyết; nơi tiếp nhận đọc được lý do để trả lời công dân.",
        "Đã trả lời yêu cầu rút.",
    ),
    "stop": Dialog(
        "dung", ("reason",), plain(services.stop),
        "Hồ sơ kết thúc, không có kết quả.",
        "Đã dừng giải quyết.",
    ),
    "correct_result": Dialog(
        "dinh-chinh", ("reason",), plain(services.correct_result),
        "Kết quả cũ vẫn đọc được, ghi là đã đính chính; cán bộ thụ lý làm lại kết quả.",
        "Đã mở lại để đính chính.",
    ),
    "change_exemption": Dialog(
        "doi-mien-giam", ("exemption", "percent", "reason"), plain(services.change_exemption),
        "Số tiền phải nộp tính lại ngay; lịch sử giữ mức trước và căn cứ. Đã thu quá thì hoàn trả phần thừa.",
        "Đã đổi miễn, giảm.",
    ),
    "withdraw": Dialog(
        "rut", ("reason",), plain(services.withdraw),
        "Hồ sơ kết thúc theo yêu cầu của công dân. Giấy tờ trả lại công dân.",
        "Đã cho rút hồ sơ.",
    ),
    "rollback": Dialog(
        "thu-hoi", ("reason",), plain(services.rollback),
        "Hồ sơ trở lại như trước bước vừa làm.",
        "Đã thu hồi bước vừa làm.",
    ),
}  # fmt: skip
"""By the key of the step in the workflow. Receiving has pages of its own (app/web/intake.py)."""

KEYS = {dialog.slug: key for key, dialog in DIALOGS.items()}
SLUGS = {key: dialog.slug for key, dialog in DIALOGS.items()}
AT_ONCE = {"take_up"}
"""Steps that ask nothing: one press on the page of the dossier."""
RARE = frozenset(
    {
        "opine", "give_back", "take_back", "reopen_supplement", "ask_payment", "consult", "apologise", "stop",
        "correct_result", "post_undelivered", "ask_withdrawal", "ask_supplement", "notify", "post_result",
        "return_slip", "change_exemption",
    }
)  # fmt: skip
"""Steps whose buttons stand behind “Việc khác”."""
