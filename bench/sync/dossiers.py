"""The dossiers that are carried: of about 0.9 KB, from a seed, the same for the engine and for its peers.

Names, numbers and addresses differ from one to the next as those of people do; what an officer chooses from lists or
writes again and again is chosen from lists here too.
"""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

START = datetime(2019, 5, 6, 0, 30, tzinfo=UTC)


def _words(text: str) -> list[str]:
    return text.split()


FAMILY = _words(
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trịnh Mai Đoàn"
)
MIDDLE = _words(
    "Văn Thị Hữu Đức Minh Thanh Ngọc Quang Xuân Thu Hồng Kim Đình Công Bá Thành Hải Mỹ Phương Tuấn"
)
GIVEN = _words(
    "An Anh Bảo Bích Bình Chi Châu Cường Cúc Dũng Dung Duyên Đạt Đào Đức Giang Hà Hạnh Hải Hằng Hiếu Hiền Hoa Hòa Hùng "
    "Huệ Hưng Hương Khánh Khoa Kiên Lan Liên Linh Loan Long Lộc Ly Mai Mạnh Minh My Nam Nga Ngân Nghĩa Ngọc Nguyệt "
    "Nhàn Nhung Oanh Phong Phúc Phương Quân Quang Quyên Quỳnh Sáng Sơn Tâm Tân Thảo Thắng Thanh Thành Thịnh Thoa Thơm "
    "Thủy Thúy Thư Tiến Toàn Trang Trinh Trung Trúc Tú Tuấn Tùng Tuyết Uyên Vân Việt Vinh Vũ Xuân Yến"
)
HAMLETS = [f"thôn {name}" for name in (
    "Bắc Hải", "Nam Sơn", "Đông Tiến", "Tây Hồ", "Tân Lập", "Trung Thành", "Hòa Bình", "Phú Mỹ", "Xuân Thủy", "Yên Khê",
    "Thanh Bình", "Đại Phú", "Long Châu", "Cẩm Trang", "Ngọc Lâm", "Liên Hương", "Minh Tân", "Quang Lộc", "Sơn Trà",
)]  # fmt: skip
PROCEDURES = [
    ("2.000815", "Chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan có thẩm quyền cấp", "chung-thuc", 2000),
    ("1.001193", "Đăng ký khai sinh cho trẻ em sinh ra trên địa bàn xã", "ho-tich", 0),
    ("1.000894", "Đăng ký kết hôn giữa công dân Việt Nam cư trú trong nước", "ho-tich", 0),
    ("1.004873", "Cấp giấy xác nhận tình trạng hôn nhân", "ho-tich", 15000),
    ("1.000656", "Đăng ký khai tử", "ho-tich", 8000),
    ("2.000884", "Chứng thực chữ ký trong các giấy tờ, văn bản", "chung-thuc", 10000),
    ("2.001035", "Chứng thực hợp đồng, giao dịch liên quan đến tài sản là động sản", "chung-thuc", 50000),
    ("1.003554", "Hòa giải tranh chấp đất đai tại Ủy ban nhân dân cấp xã", "dat-dai", 0),
    ("1.001739", "Hỗ trợ chi phí mai táng cho đối tượng bảo trợ xã hội", "bao-tro", 0),
    ("2.000355", "Đăng ký hoạt động đối với cơ sở trợ giúp xã hội dưới 10 đối tượng", "bao-tro", 0),
]  # fmt: skip
ABSTRACTS = [
    "Xin chứng thực {} bản để nộp hồ sơ xin việc tại khu công nghiệp",
    "Đề nghị giải quyết trước ngày khai giảng cho con đi học, gồm {} bản",
    "Bổ sung giấy tờ theo thông báo lần trước của bộ phận một cửa, {} tờ",
    "Nộp thay cho người thân đang đi làm xa, có giấy ủy quyền kèm theo, {} trang",
    "Làm thủ tục vay vốn ngân hàng chính sách xã hội, {} bản",
    "Điều chỉnh theo kết luận của Ủy ban nhân dân xã, kèm {} biên bản",
]
PAPERS = [
    "Tờ khai theo mẫu; giấy chứng sinh; sổ hộ khẩu của cha mẹ; giấy chứng nhận kết hôn",
    "Bản chính giấy tờ cần chứng thực; chứng minh nhân dân còn giá trị sử dụng",
    "Tờ khai đăng ký; giấy xác nhận tình trạng hôn nhân; chứng minh nhân dân hai bên",
    "Đơn đề nghị; biên bản họp thôn; bản sao sổ hộ khẩu; giấy chứng tử",
    "Hợp đồng dự thảo; giấy đăng ký xe; chứng minh nhân dân của các bên",
]
PLACES = [
    "Công an tỉnh Hà Tĩnh",
    "Công an tỉnh Nghệ An",
    "Cục Cảnh sát ĐKQL cư trú và DLQG về dân cư",
]
OFFICERS = [
    ("an", "Nguyễn Thị An"),
    ("binh", "Trần Văn Bình"),
    ("chi", "Lê Thị Chi"),
    ("dung", "Phạm Tiến Dũng"),
]
NOTES = [
    "Đã kiểm tra đủ giấy tờ, chuyển thụ lý", "Chờ ký, dự kiến trả trong ngày", "Công dân bổ sung giấy tờ còn thiếu",
    "Đã trình lãnh đạo ký", "Đã báo công dân đến nhận kết quả", "Chuyển cấp huyện cho ý kiến",
]  # fmt: skip
STATUSES = ("received", "processing", "forwarded", "resolved", "returned")


def dossiers(
    count: int, *, unit: str = "18571", seed: int = 1
) -> Iterator[tuple[datetime, dict[str, Any]]]:
    """When each was taken in, and what stands in it."""
    chance, at = Random(f"{seed}{unit}"), START
    for number in range(count):
        at += timedelta(milliseconds=chance.randrange(20_000, 600_000))
        yield at, dossier(chance, at, unit, number)


def dossier(chance: Random, at: datetime, unit: str, number: int) -> dict[str, Any]:
    code, title, field, fee = chance.choice(PROCEDURES)
    officer, officer_name = chance.choice(OFFICERS)
    return {
        "id": uuid.UUID(int=chance.getrandbits(128)).hex,
        "code": f"H27.35.{unit[-2:]}-{at:%y%m%d}-{number % 200 + 1:04}",
        "procedure": code, "title": title, "field": field, "applicant_name": name(chance),
        "birth_date": str(at.date() - timedelta(days=chance.randrange(6_500, 26_000))),
        "gender": chance.choice(("male", "female")), "id_no": f"042{chance.randrange(10**9):09}",
        "id_issued_by": chance.choice(PLACES), "phone": f"09{chance.randrange(10**8):08}",
        "address": f"Số {chance.randrange(1, 200)}, {chance.choice(HAMLETS)}, xã Hải Hòa, huyện Cẩm Xuyên, Hà Tĩnh",
        "abstract": chance.choice(ABSTRACTS).format(chance.randrange(1, 9)), "papers": chance.choice(PAPERS),
        "status": "received", "holder_unit": unit, "holder_officer": officer, "holder_officer_name": officer_name,
        "received_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "due_on": str(at.date() + timedelta(days=chance.choice((1, 3, 5, 15)))), "channel": "counter",
        "fee": fee, "note": chance.choice(NOTES),
    }  # fmt: skip


def change(chance: Random) -> dict[str, Any]:
    """What a step at the counter changes of a dossier."""
    officer, officer_name = chance.choice(OFFICERS)
    return {
        "status": chance.choice(STATUSES[1:]), "holder_officer": officer, "holder_officer_name": officer_name,
        "note": f"{chance.choice(NOTES)} ({chance.randrange(1, 400)}/BC)",
    }  # fmt: skip


def name(chance: Random) -> str:
    return f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"
