"""Hộ tịch: births, deaths, marriages, guardians, corrections, copies; and adoption (nuôi con nuôi).

Amounts are those found in provincial catalogues; each provincial council sets its own. The registers are
kept for ever, so `kept_years` stays empty.
"""

from datetime import date
from functools import partial

from app.catalogue.procedures.shorthand import (
    AUTHORISATION,
    FEE_AMOUNT,
    IDENTITY,
    SAME_DAY,
    START,
    TIME,
    UNKNOWN,
    asks,
    asks_choice,
    asks_day,
    asks_number,
    asks_whether,
    at_agency,
    at_commune,
    at_most,
    copy,
    days,
    extra,
    fee,
    original,
    procedure,
    set_by_the_province,
    shown,
    working_days,
)
from app.domain.procedures import FeePer, Paper, Procedure

_row = partial(procedure, field="Hộ tịch", level="3?")
_mobile = partial(procedure, field="Hộ tịch", channels="T")
_adoption = partial(procedure, field="Nuôi con nuôi")


def _declaration(of: str, note: str | None = None) -> Paper:
    return original("declaration", f"Tờ khai {of} (theo mẫu)", note)


_MARRIAGE = shown(
    "marriage", "Giấy chứng nhận kết hôn của cha, mẹ", "nếu cha, mẹ đã đăng ký kết hôn"
)
_BIRTH = original(
    "birth-proof",
    "Giấy chứng sinh",
    "không có thì nộp văn bản của người làm chứng, không có người làm chứng thì giấy cam đoan",
)
_ABANDONED = original("abandoned", "Biên bản về việc trẻ bị bỏ rơi", "nếu trẻ bị bỏ rơi")
_DEATH = original("death-proof", "Giấy báo tử hoặc giấy tờ thay giấy báo tử")
_SINGLE = original(
    "single-status",
    "Giấy xác nhận tình trạng hôn nhân",
    "nếu bên nam hoặc bên nữ thường trú ở xã khác",
)
_OLD_PAPERS = copy("old-papers", "Giấy tờ có thông tin về sự kiện hộ tịch đã đăng ký trước đây")
_PARENTAGE = original(
    "parentage",
    "Văn bản của cơ quan y tế hoặc giám định xác nhận quan hệ cha con, mẹ con",
    "không có thì nộp cam đoan về mối quan hệ, có ít nhất hai người làm chứng",
)
_INSURANCE = original(
    "insurance-form", "Tờ khai tham gia, điều chỉnh thông tin BHXH, BHYT (TK1-TS)"
)
_RESIDENCE = original("residence-form", "Tờ khai thay đổi thông tin cư trú")

# What the declarations of these three ask beside the person who declares; the rest stays on the paper (our choice).
_CHILD = (
    asks("child_name", "Họ và tên trẻ", required=True, note="viết như trên tờ khai"),
    asks_day("child_born_on", "Ngày sinh của trẻ"),
    asks_choice("child_gender", "Giới tính của trẻ", "Nam", "Nữ"),
    asks("child_birth_place", "Nơi sinh của trẻ"),
    asks("mother_name", "Họ và tên mẹ"),
    asks("father_name", "Họ và tên cha"),
    asks_number("copies_wanted", "Số bản sao trích lục xin thêm"),
)
_DECEASED = (
    asks("deceased_name", "Họ và tên người chết", required=True),
    asks_day("died_on", "Ngày chết", required=True),
    asks("deceased_id_no", "Số giấy tờ của người chết", longest=20),
    asks("death_place", "Nơi chết"),
    asks("death_cause", "Nguyên nhân chết"),
)
_SINGLE_STATUS = (
    asks("purpose", "Mục đích sử dụng giấy xác nhận", required=True,
         note="ví dụ: kết hôn với ai, mua bán nhà, đất"),
    asks_choice("marital_status", "Tình trạng hôn nhân khai", "Chưa đăng ký kết hôn với ai",
                "Đang có vợ hoặc chồng", "Đã ly hôn", "Vợ hoặc chồng đã chết"),
    asks_whether("asked_before", "Đã được cấp giấy này trước đây", "nếu có thì nộp lại giấy cũ"),
)  # fmt: skip

_COPY_FEE = fee(8_000, "Lệ phí cấp bản sao trích lục", code="copy", per=FeePer.COPY)
_VISIT = "công chức tư pháp – hộ tịch đến tận nhà làm thủ tục"

PROCEDURES: tuple[Procedure, ...] = (
    _row(
        "1.001193", "Đăng ký khai sinh", SAME_DAY,
        [
            _declaration("đăng ký khai sinh"), _BIRTH, _ABANDONED, AUTHORISATION, IDENTITY, _MARRIAGE,
        ],
        aliases="ks, giấy khai sinh, làm khai sinh",
        fees=(fee(
            5_000, "Lệ phí đăng ký khai sinh quá hạn", code="late", per=FeePer.CASE,
            note="đúng hạn được miễn; mức của Đà Nẵng, tỉnh điền lại",
        ),),
        doubts=(FEE_AMOUNT,), own=_CHILD,
    ),
    _row(
        "1.000656", "Đăng ký khai tử", SAME_DAY,
        [_declaration("đăng ký khai tử"), _DEATH, AUTHORISATION, IDENTITY],
        aliases="kt, báo tử, giấy chứng tử",
        fees=(set_by_the_province(),), doubts=(FEE_AMOUNT,), own=_DECEASED,
    ),
    _row(
        "1.000894", "Đăng ký kết hôn", SAME_DAY,
        [_declaration("đăng ký kết hôn", "hai bên cùng ký, cùng có mặt"), _SINGLE, IDENTITY],
        aliases="kh, giấy kết hôn",
        fees=(fee(
            8_000, "Lệ phí cấp bản sao trích lục", code="copy", per=FeePer.CASE,
            note="đăng ký kết hôn được miễn; chỉ thu khi xin thêm bản sao",
        ),),
        verification=at_most(working_days(5), "khi phải xác minh điều kiện kết hôn"),
        doubts=("thời hạn khi xác minh",),
    ),
    _row(
        "1.004873", "Cấp Giấy xác nhận tình trạng hôn nhân", working_days(3),
        [
            _declaration("cấp giấy xác nhận tình trạng hôn nhân"),
            copy("ended-marriage", "Bản án, quyết định ly hôn hoặc giấy chứng tử của vợ, chồng",
                 "nếu đã ly hôn hoặc vợ, chồng đã chết"),
            original("old-certificate", "Giấy xác nhận tình trạng hôn nhân đã cấp", "nếu xin cấp lại"),
            AUTHORISATION, IDENTITY,
        ],
        short="Xác nhận tình trạng hôn nhân", aliases="hn, tthn, xnhn, xác nhận độc thân",
        fees=(fee(15_000, "Lệ phí hộ tịch"),),
        verification=at_most(days(23), "khi phải xác minh ở nơi thường trú trước đây"),
        own=_SINGLE_STATUS,
    ),
    _row(
        "1.004884", "Đăng ký lại khai sinh", working_days(5),
        [_declaration("đăng ký lại khai sinh", "có cam đoan đã đăng ký, không còn bản chính"),
         _OLD_PAPERS, AUTHORISATION, IDENTITY],
        aliases="lks, ksl, khai sinh lại", fees=(fee(8_000, "Lệ phí hộ tịch"),),
        verification=at_most(days(25), "khi phải xác minh ở nơi đã đăng ký"),
    ),
    _row(
        "1.004772", "Đăng ký khai sinh cho người đã có hồ sơ, giấy tờ cá nhân", working_days(5),
        [_declaration("đăng ký khai sinh"), copy("personal-papers", "Hồ sơ, giấy tờ cá nhân có ghi "
         "họ tên, ngày sinh, quê quán"), original("undertaking", "Văn bản cam đoan chưa đăng ký "
         "khai sinh"), AUTHORISATION, IDENTITY],
        aliases="ksgt, khai sinh người lớn", fees=(set_by_the_province(),), doubts=(FEE_AMOUNT,),
    ),
    _row(
        "1.004746", "Đăng ký lại kết hôn", working_days(5),
        [_declaration("đăng ký lại kết hôn"),
         copy("old-certificate", "Bản sao Giấy chứng nhận kết hôn đã cấp",
              "không có thì nộp giấy tờ cá nhân liên quan"), IDENTITY],
        aliases="lkh, khl, kết hôn lại", fees=(set_by_the_province(),), doubts=(FEE_AMOUNT,),
    ),
    _row(
        "1.005461", "Đăng ký lại khai tử", working_days(5),
        [_declaration("đăng ký lại khai tử"), _OLD_PAPERS, AUTHORISATION, IDENTITY],
        aliases="lkt, ktl, khai tử lại", fees=(set_by_the_province(),), doubts=(FEE_AMOUNT,),
    ),
    _row(
        "1.000689", "Đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con", working_days(3),
        [_declaration("đăng ký khai sinh"),
         original("declaration-parent", "Tờ khai đăng ký nhận cha, mẹ, con (theo mẫu)"),
         _BIRTH, _PARENTAGE, IDENTITY],
        aliases="ksnc, khai sinh nhận cha", fees=(set_by_the_province(),), doubts=(FEE_AMOUNT,),
    ),
    _row(
        "1.001022", "Đăng ký nhận cha, mẹ, con", working_days(3),
        [_declaration("đăng ký nhận cha, mẹ, con"), _PARENTAGE, IDENTITY],
        aliases="nc, ncmc, nhận con", fees=(fee(15_000, "Lệ phí hộ tịch"),),
    ),
    _row(
        "1.004837", "Đăng ký giám hộ", working_days(3),
        [_declaration("đăng ký giám hộ"),
         original("appointment", "Văn bản cử người giám hộ",
                  "giám hộ đương nhiên thì nộp giấy tờ chứng minh điều kiện"),
         AUTHORISATION, IDENTITY],
        aliases="gh, giám hộ",
    ),
    _row(
        "1.004845", "Đăng ký chấm dứt giám hộ", working_days(2),
        [_declaration("đăng ký chấm dứt giám hộ"),
         original("ground", "Giấy tờ làm căn cứ chấm dứt giám hộ"), AUTHORISATION, IDENTITY],
        aliases="cdgh, thôi giám hộ",
    ),
    _row(
        "1.004859", "Đăng ký thay đổi, cải chính, bổ sung thông tin hộ tịch", working_days(3),
        [_declaration("đăng ký thay đổi, cải chính, bổ sung thông tin hộ tịch"),
         original("proof", "Giấy tờ liên quan đến việc thay đổi, cải chính, bổ sung"),
         AUTHORISATION, IDENTITY],
        short="Thay đổi, cải chính, bổ sung hộ tịch", aliases="cc, cch, ccht, cải chính",
        fees=(set_by_the_province(),),
        verification=at_most(working_days(6), "khi phải xác minh"),
        doubts=("thẩm quyền theo tuổi: dưới 14 tuổi tại xã, còn lại tại huyện", FEE_AMOUNT),
    ),
    _row(
        "2.000635", "Cấp bản sao trích lục hộ tịch, bản sao Giấy khai sinh", SAME_DAY,
        [_declaration("cấp bản sao trích lục hộ tịch"), AUTHORISATION, IDENTITY],
        short="Bản sao trích lục hộ tịch", aliases="tl, tlht, trích lục, bản sao khai sinh",
        fees=(_COPY_FEE,),
    ),
    _row(
        "2.002516", "Xác nhận thông tin hộ tịch", working_days(3),
        [_declaration("xác nhận thông tin hộ tịch"), IDENTITY],
        aliases="xnht, xntt", fees=(fee(8_000, "Lệ phí hộ tịch"),), level="",
        since=date(2021, 1, 1), doubts=(START,), note="có sau năm 2020",
    ),
    _mobile(
        "1.003583", "Đăng ký khai sinh lưu động", working_days(5),
        [_declaration("đăng ký khai sinh"), _BIRTH, IDENTITY], aliases="ksld", note=_VISIT,
    ),
    _mobile(
        "1.000593", "Đăng ký kết hôn lưu động", working_days(5),
        [_declaration("đăng ký kết hôn", "hai bên cùng ký, cùng có mặt"), _SINGLE, IDENTITY],
        aliases="khld", note=_VISIT,
    ),
    _mobile(
        "1.000419", "Đăng ký khai tử lưu động", working_days(5),
        [_declaration("đăng ký khai tử"), _DEATH, IDENTITY], aliases="ktld", note=_VISIT,
    ),
    _row(
        "2.000986",
        "Liên thông các thủ tục đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ "
        "em dưới 6 tuổi",
        days(20),
        [_declaration("đăng ký khai sinh"), _BIRTH, _RESIDENCE, _INSURANCE, AUTHORISATION, IDENTITY,
         _MARRIAGE],
        short="Liên thông khai sinh – thường trú – BHYT", channels="T",
        aliases="lt, lt3, ks tt bhyt, khai sinh liên thông",
        legs=(at_commune(UNKNOWN, "đăng ký khai sinh"),
              at_agency("Công an huyện", UNKNOWN, "đăng ký thường trú"),
              at_agency("Bảo hiểm xã hội huyện", UNKNOWN, "cấp thẻ BHYT")),
        verification=extra(days(2), "khi cơ quan liên thông yêu cầu hoàn thiện hồ sơ"),
        note="xã cách huyện từ 50 km, đường khó, chưa kết nối Internet: thêm không quá 5 ngày làm việc",
    ),
    _row(
        "2.001023",
        "Liên thông các thủ tục đăng ký khai sinh, cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi",
        days(15),
        [_declaration("đăng ký khai sinh"), _BIRTH, _INSURANCE, AUTHORISATION, IDENTITY, _MARRIAGE],
        short="Liên thông khai sinh – BHYT", aliases="lt2, ks bhyt", channels="T",
        legs=(at_commune(UNKNOWN, "đăng ký khai sinh"),
              at_agency("Bảo hiểm xã hội huyện", UNKNOWN, "cấp thẻ BHYT")),
    ),
    _adoption(
        "2.001263", "Đăng ký việc nuôi con nuôi trong nước", days(30),
        [
            original("application", "Đơn xin nhận con nuôi trong nước (theo mẫu)"),
            original("health", "Giấy khám sức khỏe của người nhận con nuôi", "cấp chưa quá 6 tháng"),
            original("circumstances", "Văn bản xác nhận hoàn cảnh gia đình, chỗ ở, điều kiện kinh tế"),
            original("criminal-record", "Phiếu lý lịch tư pháp của người nhận con nuôi"),
            copy("marriage-copy", "Giấy tờ về tình trạng hôn nhân của người nhận con nuôi"),
            copy("child-birth", "Giấy khai sinh của trẻ"),
            original("child-health", "Giấy khám sức khỏe của trẻ"), IDENTITY,
        ],
        aliases="cn, con nuôi, nhận con nuôi", fees=(fee(400_000, "Lệ phí đăng ký nuôi con nuôi"),),
        doubts=(TIME,),
    ),
    _adoption(
        "2.001255", "Đăng ký lại việc nuôi con nuôi trong nước", working_days(5),
        [original("declaration", "Tờ khai đăng ký lại việc nuôi con nuôi (theo mẫu)"),
         copy("old-certificate", "Bản sao giấy tờ đăng ký nuôi con nuôi trước đây", "nếu có"),
         IDENTITY],
        aliases="lcn, con nuôi lại",
    ),
)  # fmt: skip
