"""Hòa giải ở cơ sở: mediators, their heads, their pay; and state compensation at a commune."""

from functools import partial

from app.catalogue.procedures.shorthand import (
    DECIDES,
    IDENTITY,
    UNKNOWN,
    at_commune,
    at_parent,
    copy,
    original,
    procedure,
    working_days,
)
from app.domain.procedures import Holder, Procedure

_row = partial(procedure, field="Hòa giải ở cơ sở", level="3?")

PROCEDURES: tuple[Procedure, ...] = (
    _row(
        "1.002211", "Công nhận hòa giải viên", working_days(5),
        [original("list", "Danh sách trích ngang người được đề nghị công nhận"),
         original("minutes", "Biên bản kiểm phiếu hoặc biên bản về kết quả bầu hòa giải viên")],
        aliases="hgv, hòa giải viên",
    ),
    _row(
        "2.000950", "Công nhận tổ trưởng tổ hòa giải", working_days(5),
        [original("minutes", "Biên bản bầu tổ trưởng tổ hòa giải"),
         original("request", "Văn bản đề nghị công nhận")],
        aliases="tthg, tổ trưởng",
    ),
    _row(
        "2.000930", "Thôi làm hòa giải viên", working_days(5),
        [original("request", "Văn bản đề nghị cho thôi làm hòa giải viên")],
        aliases="thgv, thôi hòa giải",
    ),
    _row(
        "2.002080", "Thanh toán thù lao cho hòa giải viên", working_days(5),
        [original("request", "Giấy đề nghị thanh toán thù lao"),
         copy("book", "Sổ theo dõi hoạt động hòa giải")],
        aliases="tlhg, thù lao",
    ),
    _row(
        "2.000424",
        "Hỗ trợ khi hòa giải viên gặp tai nạn hoặc rủi ro ảnh hưởng đến sức khỏe, tính mạng trong khi "
        "hòa giải",
        working_days(7),
        [original("request", "Giấy đề nghị hỗ trợ"),
         copy("medical", "Giấy ra viện, hóa đơn và giấy tờ điều trị"),
         original("minutes", "Biên bản xác nhận tai nạn, rủi ro")],
        short="Hỗ trợ hòa giải viên gặp tai nạn", aliases="tnhg, hòa giải viên tai nạn",
        legs=(at_commune(UNKNOWN), at_parent(UNKNOWN)), decides=Holder.PARENT, doubts=(DECIDES,),
        note="7 ngày làm việc gồm cả xã và huyện",
    ),
    procedure(
        "2.002165", "Giải quyết yêu cầu bồi thường của Nhà nước tại UBND cấp xã", UNKNOWN,
        [original("request", "Văn bản yêu cầu bồi thường"),
         copy("liability", "Văn bản làm căn cứ yêu cầu bồi thường"),
         copy("damage", "Tài liệu, chứng cứ về thiệt hại", "nếu có"), IDENTITY],
        field="Bồi thường nhà nước", short="Bồi thường nhà nước cấp xã", aliases="btnn, bồi thường",
        note="thời hạn từng bước theo luật, cán bộ ghi ngày hẹn",
    ),
)  # fmt: skip
