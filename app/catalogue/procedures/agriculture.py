"""Crops, extension work, water, irrigation works, natural disasters, environment, crop insurance."""

from functools import partial

from app.catalogue.procedures.shorthand import (
    DECIDES,
    LAST_DAY_OF_DISTRICTS,
    TIME,
    TWO_TIERS,
    UNKNOWN,
    at_commune,
    at_grandparent,
    at_parent,
    copy,
    days,
    original,
    procedure,
    working_days,
)
from app.domain.procedures import Holder, Procedure

_water = partial(
    procedure,
    "1.001662",
    "Đăng ký khai thác nước dưới đất",
    papers=[original("declaration", "Tờ khai đăng ký khai thác nước dưới đất", count=2)],
    field="Tài nguyên nước",
    aliases="ndd, nước dưới đất, giếng khoan",
)
_disaster = partial(
    procedure,
    field="Phòng, chống thiên tai",
    legs=(at_commune(UNKNOWN), at_parent(UNKNOWN)),
    decides=Holder.PARENT,
    doubts=(DECIDES,),
)
_reservoir = partial(
    procedure,
    time=working_days(20),
    papers=[
        original("request", "Tờ trình đề nghị phê duyệt"),
        original("plan", "Dự thảo phương án ứng phó"),
    ],
    field="Thủy lợi",
)
_APPLICATION = original("application", "Đơn đề nghị (theo mẫu)")
_MEDICAL = copy("medical", "Giấy ra viện, hóa đơn và giấy tờ điều trị")

PROCEDURES: tuple[Procedure, ...] = (
    procedure(
        "1.008004", "Chuyển đổi cơ cấu cây trồng, vật nuôi trên đất trồng lúa", working_days(5),
        [original("registration", "Bản đăng ký chuyển đổi (theo mẫu)")],
        field="Trồng trọt", level="3?", short="Chuyển đổi cơ cấu cây trồng trên đất lúa",
        aliases="cdct, chuyển đổi đất lúa",
    ),
    procedure(
        "1.003596", "Phê duyệt kế hoạch khuyến nông địa phương cấp xã", days(60),
        [original("plan", "Kế hoạch khuyến nông")], field="Nông nghiệp", channels="T",
        aliases="kn, khuyến nông", note="xong trước ngày 30/11",
    ),
    _water(
        time=days(10), version=1, until=LAST_DAY_OF_DISTRICTS, decides=Holder.PARENT, level="3?",
        legs=(at_commune(UNKNOWN), at_parent(UNKNOWN)), doubts=(TIME, "phí"),
    ),
    _water(time=working_days(7), version=2, since=TWO_TIERS, doubts=("phí", "ngày chuyển về xã")),
    procedure(
        "1.010736", "Tham vấn trong quá trình đánh giá tác động môi trường (cấp xã)", days(15),
        [original("request", "Văn bản đề nghị tham vấn"),
         original("report", "Báo cáo đánh giá tác động môi trường")],
        field="Môi trường", short="Tham vấn đánh giá tác động môi trường", aliases="dtm, tham vấn",
    ),
    _disaster(
        "1.010091",
        "Hỗ trợ khám, chữa bệnh, trợ cấp tai nạn cho lực lượng xung kích phòng chống thiên tai cấp xã "
        "(chưa tham gia BHYT, BHXH)",
        working_days(10), [_APPLICATION, _MEDICAL],
        short="Hỗ trợ lực lượng xung kích bị tai nạn", aliases="xk, xung kích",
        doubts=(DECIDES, "tên đầy đủ"),
    ),
    _disaster(
        "1.010092",
        "Trợ cấp tiền tuất, tai nạn cho lực lượng xung kích phòng chống thiên tai cấp xã "
        "(chưa tham gia BHXH)",
        working_days(13), [_APPLICATION, _MEDICAL],
        short="Trợ cấp tuất, tai nạn lực lượng xung kích", aliases="xkt, tiền tuất xung kích",
        doubts=(DECIDES, "tên đầy đủ"),
    ),
    _reservoir(
        "1.003440", "Phê duyệt phương án ứng phó thiên tai cho công trình, vùng hạ du hồ chứa",
        aliases="hc, hồ chứa, phương án thiên tai", doubts=("tên đầy đủ",),
    ),
    _reservoir(
        "1.003446", "Phê duyệt phương án ứng phó với tình huống khẩn cấp của hồ chứa",
        aliases="hckc, hồ chứa khẩn cấp", doubts=("tên đầy đủ",),
    ),
    procedure(
        "2.001621",
        "Hỗ trợ đầu tư xây dựng phát triển thủy lợi nhỏ, thủy lợi nội đồng và tưới tiên tiến, tiết "
        "kiệm nước",
        working_days(7),
        [_APPLICATION, copy("estimate", "Dự toán hoặc bản vẽ công trình", "nếu có")],
        field="Thủy lợi", short="Hỗ trợ thủy lợi nhỏ, nội đồng", aliases="tln, thủy lợi",
        legs=(at_commune(UNKNOWN), at_parent(UNKNOWN)), decides=Holder.PARENT, doubts=(DECIDES,),
    ),
    procedure(
        "1.005412", "Phê duyệt đối tượng được hỗ trợ phí bảo hiểm nông nghiệp", days(45), [_APPLICATION],
        field="Bảo hiểm", channels="TB", aliases="bhnn, bảo hiểm nông nghiệp",
        legs=(at_commune(UNKNOWN), at_parent(UNKNOWN), at_grandparent("UBND tỉnh", UNKNOWN)),
        decides=Holder.GRANDPARENT,
    ),
)  # fmt: skip
