"""Người có công: people with merit to the nation; almost all go up to the district and the province.

Their files are kept for ever or 70 years (unverified), so `kept_years` stays empty. The youth volunteers'
support of QĐ 40/2011 has no code in the catalogues read and is therefore not here.
"""

from functools import partial

from app.catalogue.procedures.shorthand import (
    NATIONAL,
    PROVINCIAL,
    TIME,
    UNKNOWN,
    at_agency,
    at_commune,
    at_grandparent,
    at_parent,
    certified_copy,
    copy,
    days,
    original,
    procedure,
    working_days,
)
from app.domain.procedures import Holder, Procedure

_row = partial(
    procedure,
    field="Người có công",
    channels="T",
    decides=Holder.GRANDPARENT,
    origin=PROVINCIAL,
)
LABOUR_DEPARTMENT = "Sở Lao động – Thương binh và Xã hội"
_UNKNOWN_ABOVE = "thời hạn ở Sở"

_APPLICATION = original("application", "Đơn đề nghị (theo mẫu)")
_DEATH = copy("death-extract", "Trích lục khai tử hoặc giấy chứng tử")
_ROUTE = (at_commune(UNKNOWN), at_parent(UNKNOWN), at_grandparent(LABOUR_DEPARTMENT, UNKNOWN))

PROCEDURES: tuple[Procedure, ...] = (
    _row(
        "1.010440", "Trợ cấp thờ cúng liệt sĩ", UNKNOWN,
        [_APPLICATION,
         original("family-consent", "Giấy ủy quyền hoặc biên bản của thân nhân cử người thờ cúng"),
         copy("certificate", "Bằng Tổ quốc ghi công")],
        aliases="tcls, thờ cúng, 1.010803", channels="TO", level="3?",
        legs=(at_commune(working_days(5)), at_parent(working_days(7)),
              at_grandparent(LABOUR_DEPARTMENT, UNKNOWN)),
        doubts=(_UNKNOWN_ABOVE, "mã quốc gia 1.010803"),
    ),
    _row(
        "1.010454", "Mai táng phí theo Quyết định 62/2011/QĐ-TTg", working_days(20),
        [original("declaration", "Tờ khai đề nghị hưởng mai táng phí (theo mẫu)"), _DEATH,
         copy("decision", "Quyết định hưởng trợ cấp của người đã chết")],
        aliases="mt62, mai táng phí", channels="TO", level="3?",
        legs=(at_commune(working_days(2)), at_parent(working_days(5)),
              at_grandparent(LABOUR_DEPARTMENT, working_days(8)),
              at_grandparent("UBND tỉnh", working_days(5))),
    ),
    _row(
        "1.010426", "Trợ cấp khó khăn đột xuất cho người có công và thân nhân", UNKNOWN,
        [_APPLICATION, copy("status", "Giấy tờ chứng minh là người có công hoặc thân nhân")],
        aliases="tckk, khó khăn đột xuất",
        legs=(at_commune(working_days(2), "gồm cả thời gian chuyển hồ sơ"), at_parent(working_days(3)),
              at_grandparent(LABOUR_DEPARTMENT, UNKNOWN)),
        doubts=(_UNKNOWN_ABOVE,),
    ),
    _row(
        "1.010427", "Trợ cấp cho người có công mắc bệnh hiểm nghèo", UNKNOWN,
        [_APPLICATION, copy("medical", "Giấy ra viện, bệnh án hoặc kết luận của cơ sở y tế")],
        aliases="tcbh, bệnh hiểm nghèo",
        legs=(at_commune(working_days(5)), at_parent(working_days(5), "4 đến 5 ngày làm việc"),
              at_grandparent(LABOUR_DEPARTMENT, UNKNOWN)),
        doubts=(_UNKNOWN_ABOVE, "thời hạn ở huyện"),
    ),
    _row(
        "1.010425", "Cấp thẻ bảo hiểm y tế cho người có công và thân nhân", working_days(15),
        [original("declaration", "Tờ khai cấp thẻ BHYT (theo mẫu)"),
         copy("status", "Giấy tờ chứng minh là người có công hoặc thân nhân")],
        short="BHYT người có công", aliases="bhytncc, thẻ bảo hiểm người có công", channels="TO",
        level="3?", decides=Holder.PARENT,
        legs=(at_parent(working_days(5)), at_agency("Bảo hiểm xã hội", working_days(10), "cấp thẻ")),
        note="xã phát thẻ cho người hưởng ngay khi nhận được",
    ),
    _row(
        "1.009046",
        "Hưởng trợ cấp đối với người hoạt động kháng chiến và con đẻ bị nhiễm chất độc hóa học",
        days(84),
        [original("declaration", "Bản khai cá nhân (theo mẫu)"),
         certified_copy("service", "Giấy tờ chứng minh tham gia kháng chiến ở vùng bị rải chất độc"),
         copy("medical", "Bệnh án, giấy tờ y tế về bệnh, dị dạng, dị tật")],
        short="Nhiễm chất độc hóa học", aliases="cdhh, chất độc da cam", legs=_ROUTE, origin=NATIONAL,
    ),
    _row(
        "1.011485", "Giải quyết chế độ khi người có công từ trần", days(43),
        [original("declaration", "Bản khai hưởng mai táng phí, trợ cấp một lần (theo mẫu)"), _DEATH,
         copy("file", "Hồ sơ của người có công từ trần")],
        short="Người có công từ trần", aliases="ncctt, từ trần, 1.010824", legs=_ROUTE, origin=NATIONAL,
        doubts=(TIME, "mã 1.010824"),
        note="24, 31 hoặc 43 ngày theo trường hợp: ghi mức dài nhất",
    ),
)  # fmt: skip
