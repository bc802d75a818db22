"""Poverty lists, disability, monthly support, funerals (bảo trợ xã hội) and children's health cards.

The poverty procedures follow QĐ 24/2021/QĐ-TTg (in force 1/9/2021). The codes 1.0104xx are those of one
province's catalogue for the part a commune does; the national code, where one is remembered, is an alias.
"""

from datetime import date
from functools import partial

from app.catalogue.procedures.shorthand import (
    IDENTITY,
    MEMORY,
    PROVINCIAL,
    START,
    TIME,
    UNKNOWN,
    at_agency,
    at_commune,
    at_parent,
    certified_copy,
    copy,
    days,
    half_days,
    original,
    procedure,
    sent_back_in_half_a_day,
    shown,
    working_days,
)
from app.domain.procedures import Holder, Procedure

_poverty = partial(procedure, field="Giảm nghèo", channels="TB", level="2", since=date(2021, 9, 1))
_social = partial(procedure, field="Bảo trợ xã hội", level="3?")

_MEDICAL = copy("medical", "Giấy tờ y tế chứng minh khuyết tật", "nếu có")

PROCEDURES: tuple[Procedure, ...] = (
    _poverty(
        "1.011607", "Công nhận hộ nghèo, hộ cận nghèo thường xuyên hằng năm", days(15),
        [original("request", "Giấy đề nghị rà soát hộ nghèo, hộ cận nghèo (mẫu 01 QĐ 24/2021)")],
        aliases="hng, hộ nghèo, cận nghèo",
    ),
    _poverty(
        "1.011608", "Công nhận hộ thoát nghèo, hộ thoát cận nghèo thường xuyên hằng năm", days(15),
        [original("request", "Giấy đề nghị rà soát hộ thoát nghèo, hộ thoát cận nghèo")],
        aliases="htn, thoát nghèo",
    ),
    _poverty(
        "1.011606",
        "Công nhận hộ nghèo, hộ cận nghèo; hộ thoát nghèo, hộ thoát cận nghèo định kỳ hằng năm",
        UNKNOWN, [], aliases="rshn, rà soát hộ nghèo", level="",
        note="đợt rà soát hằng năm do xã tổ chức, người dân không nộp giấy tờ",
    ),
    _poverty(
        "1.011609",
        "Công nhận hộ làm nông nghiệp, lâm nghiệp, ngư nghiệp, diêm nghiệp có mức sống trung bình",
        days(15), [original("request", "Giấy đề nghị xác định hộ có mức sống trung bình (theo mẫu)")],
        short="Hộ có mức sống trung bình", aliases="mstb, mức sống trung bình",
    ),
    _social(
        "1.001699", "Xác định, xác định lại mức độ khuyết tật và cấp Giấy xác nhận khuyết tật",
        working_days(25),
        [original("application", "Đơn đề nghị xác định mức độ khuyết tật (mẫu 01)"), _MEDICAL,
         copy("conclusion", "Kết luận của Hội đồng giám định y khoa", "nếu có")],
        short="Cấp Giấy xác nhận khuyết tật", aliases="xnkt, mdkt, khuyết tật", channels="TO",
        doubts=(TIME,), note="mức của Đà Nẵng; theo luật 30 ngày và 5 ngày. Hội đồng của xã xác định",
    ),
    _social(
        "1.001653", "Đổi, cấp lại Giấy xác nhận khuyết tật", working_days(5),
        [original("application", "Đơn đề nghị đổi, cấp lại Giấy xác nhận khuyết tật"),
         original("old-certificate", "Giấy xác nhận khuyết tật cũ", "nếu còn")],
        aliases="clkt, cấp lại khuyết tật", level="", origin=MEMORY, doubts=("tên, mã và thời hạn",),
    ),
    _social(
        "1.010405", "Hỗ trợ chi phí mai táng cho đối tượng bảo trợ xã hội", half_days(11),
        [original("declaration", "Tờ khai đề nghị hỗ trợ chi phí mai táng (theo mẫu)"),
         copy("death-extract", "Trích lục khai tử hoặc giấy chứng tử")],
        short="Mai táng phí bảo trợ xã hội", aliases="mt, mtp, mai táng, 1.001731", channels="TO",
        legs=(at_commune(working_days(2)), at_parent(working_days(3)), sent_back_in_half_a_day()),
        decides=Holder.PARENT, origin=PROVINCIAL, note="mã quốc gia 1.001731",
    ),
    _social(
        "1.010380", "Thực hiện trợ cấp xã hội hằng tháng", working_days(15),
        [original("declaration", "Tờ khai đề nghị trợ giúp xã hội (theo nhóm đối tượng)"),
         copy("disability", "Giấy xác nhận khuyết tật", "nếu là người khuyết tật"),
         shown("birth", "Giấy khai sinh", "nếu là trẻ em"), IDENTITY],
        short="Trợ cấp xã hội hằng tháng", aliases="tcxh, btxh, trợ cấp hằng tháng, 1.001776",
        legs=(at_commune(working_days(7), "trong đó niêm yết 2 ngày; có khiếu nại thêm 10 ngày"),
              at_parent(working_days(8), "7 đến 8 ngày làm việc")),
        decides=Holder.PARENT, origin=PROVINCIAL, doubts=("thời hạn ở huyện", "mã quốc gia 1.001776"),
    ),
    _social(
        "1.010419", "Trợ cấp xã hội hằng tháng khi đối tượng thay đổi nơi cư trú", half_days(17),
        [original("request", "Văn bản đề nghị của đối tượng hoặc người giám hộ")],
        short="Trợ cấp xã hội khi đổi nơi cư trú", aliases="tcnct, 1.001753, 1.001758",
        legs=(at_commune(working_days(3)), at_parent(working_days(5)), sent_back_in_half_a_day()),
        decides=Holder.PARENT, origin=PROVINCIAL,
        doubts=("ngày hay ngày làm việc", "mã quốc gia 1.001753, 1.001758"),
        note="trang quốc gia ghi 6 ngày làm việc",
    ),
    _social(
        "1.012823", "Trợ cấp cho người cao tuổi", UNKNOWN,
        [original("declaration", "Tờ khai đề nghị trợ cấp (theo mẫu)"), IDENTITY],
        aliases="nct, người cao tuổi", channels="TO", level="", decides=Holder.PARENT,
        legs=(at_commune(UNKNOWN), at_parent(UNKNOWN)), since=date(2024, 1, 1),
        doubts=(TIME, START, "tên đầy đủ"), note="có từ năm 2024",
    ),
    procedure(
        "1.010402", "Cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi", working_days(5),
        [original("insurance-form", "Tờ khai tham gia, điều chỉnh thông tin BHXH, BHYT (TK1-TS)"),
         certified_copy("birth", "Giấy khai sinh hoặc giấy chứng sinh")],
        field="Bảo hiểm y tế", short="BHYT trẻ em dưới 6 tuổi", aliases="bhyt, thẻ bảo hiểm trẻ em",
        channels="TO", level="3?", origin=PROVINCIAL,
        legs=(at_commune(UNKNOWN), at_agency("Bảo hiểm xã hội huyện", working_days(3), "cấp thẻ")),
        note="liên thông không quá 5 ngày làm việc, trong đó cấp thẻ 3 ngày",
    ),
)  # fmt: skip
