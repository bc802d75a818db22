"""Chứng thực: copies, signatures, contracts, wills, inheritances (NĐ 23/2015).

What is kept: a signature's copy 2 years, a contract with its file 20 years, a certified copy not at all
(NĐ 23/2015 Đ14, unverified). The level of 2019 is 2: none of them could be filed online.
"""

from datetime import date
from functools import partial

from app.catalogue.procedures.shorthand import (
    IDENTITY,
    KEPT,
    LAST_DAY_OF_DISTRICTS,
    SAME_DAY,
    START_UNKNOWN,
    TIME,
    TWO_TIERS,
    charge,
    copy,
    extra,
    original,
    procedure,
    shown,
    working_days,
)
from app.domain.procedures import FeePer, Holder, Procedure

YEARS_A_SIGNATURE_IS_KEPT, YEARS_A_CONTRACT_IS_KEPT = 2, 20

_row = partial(procedure, field="Chứng thực", channels="T", level="2")
_contract = partial(
    _row,
    time=working_days(2),
    kept_years=YEARS_A_CONTRACT_IS_KEPT,
    doubts=(TIME, KEPT),
    note="từ 2026 nhận cả trực tuyến và bưu chính",
)

_PAGES = (
    charge(2_000, "Phí chứng thực bản sao, trang 1 và 2", code="page", per=FeePer.PAGE,
           note="tối đa 200.000 đồng một bản"),
    charge(1_000, "Phí chứng thực bản sao, từ trang 3", code="page-3", per=FeePer.PAGE,
           note="tối đa 200.000 đồng một bản"),
)  # fmt: skip
_DRAFT = original("draft", "Dự thảo hợp đồng, giao dịch")
_OWNERSHIP = copy(
    "ownership",
    "Giấy chứng nhận quyền sở hữu, quyền sử dụng hoặc giấy tờ thay thế",
    "xuất trình bản chính để đối chiếu",
)
_ALSO_DISTRICT = "huyện cũng chứng thực"
_at_once = partial(_row, desk_certifies=True)
"""What the desk may record and give back at once, a leader having signed the paper there (our choice)."""


def _translator(code: str, name: str, short: str, aliases: str) -> tuple[Procedure, Procedure]:
    """The district certified a translator's signature until it ended; since then the commune does."""

    def version(
        number: int, decides: Holder, since: date = START_UNKNOWN, until: date | None = None
    ) -> Procedure:
        return _row(
            code,
            name,
            SAME_DAY,
            [original("translation", "Bản dịch", "kèm giấy tờ được dịch"), IDENTITY],
            short=short,
            aliases=aliases,
            fees=(charge(10_000, "Phí chứng thực chữ ký người dịch"),),
            kept_years=YEARS_A_SIGNATURE_IS_KEPT,
            doubts=(KEPT,),
            version=number,
            decides=decides,
            since=since,
            until=until,
            note="trước 01/07/2025 nộp tại huyện",
        )

    return (
        version(1, Holder.PARENT, until=LAST_DAY_OF_DISTRICTS),
        version(2, Holder.COMMUNE, since=TWO_TIERS),
    )


PROCEDURES: tuple[Procedure, ...] = (
    _at_once(
        "2.000815",
        "Chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan, tổ chức có thẩm quyền của Việt "
        "Nam cấp hoặc chứng nhận",
        SAME_DAY,
        [shown("original", "Bản chính giấy tờ cần chứng thực"),
         copy("copies", "Bản sao cần chứng thực", "cơ quan có máy chụp thì không phải nộp")],
        short="Chứng thực bản sao từ bản chính", fees=_PAGES,
        aliases="cmbs, ctbs, sy, sao y, chứng thực bản sao, công chứng bản sao",
        verification=extra(working_days(2), "nhiều bản sao hoặc nội dung phức tạp; lâu hơn theo thỏa "
                           "thuận bằng văn bản"),
        doubts=(KEPT,), note=f"{_ALSO_DISTRICT}; bản sao không phải lưu",
    ),
    _at_once(
        "2.000884", "Chứng thực chữ ký trong các giấy tờ, văn bản", SAME_DAY,
        [original("document", "Giấy tờ, văn bản sẽ ký"), IDENTITY],
        short="Chứng thực chữ ký", aliases="ctck, ck, chữ ký, điểm chỉ",
        fees=(charge(10_000, "Phí chứng thực chữ ký"),),
        kept_years=YEARS_A_SIGNATURE_IS_KEPT, doubts=(KEPT,), note=_ALSO_DISTRICT,
    ),
    _row(
        "2.000908", "Cấp bản sao từ sổ gốc", working_days(1),
        [IDENTITY,
         original("relation", "Giấy tờ chứng minh quan hệ với người được cấp bản chính",
                  "nếu người khác yêu cầu thay")],
        aliases="bssg, sổ gốc", channels="TOB", level="3?",
    ),
    _contract(
        "2.001035",
        "Chứng thực hợp đồng, giao dịch liên quan đến tài sản là động sản, quyền sử dụng đất, nhà ở",
        papers=[_DRAFT, _OWNERSHIP, IDENTITY],
        short="Chứng thực hợp đồng, giao dịch", aliases="cthd, hd, hợp đồng, mua bán, tặng cho",
        fees=(charge(50_000, "Phí chứng thực hợp đồng, giao dịch"),),
    ),
    _contract(
        "2.000913", "Chứng thực việc sửa đổi, bổ sung, hủy bỏ hợp đồng, giao dịch",
        papers=[original("agreement", "Dự thảo thỏa thuận sửa đổi, bổ sung, hủy bỏ"),
                original("contract", "Hợp đồng, giao dịch đã chứng thực"), IDENTITY],
        aliases="sdhd, sửa hợp đồng, hủy hợp đồng",
        fees=(charge(30_000, "Phí sửa đổi, bổ sung, hủy bỏ hợp đồng"),),
    ),
    _contract(
        "2.000927", "Sửa lỗi sai sót trong hợp đồng, giao dịch",
        papers=[original("agreement", "Văn bản thỏa thuận về việc sửa lỗi sai sót"),
                original("contract", "Hợp đồng, giao dịch đã chứng thực"), IDENTITY],
        aliases="slhd, sửa lỗi hợp đồng",
        fees=(charge(25_000, "Phí sửa lỗi sai sót trong hợp đồng"),),
        note="thời hạn 1 đến 2 ngày làm việc; từ 2026 nhận cả trực tuyến và bưu chính",
    ),
    _at_once(
        "2.000942",
        "Cấp bản sao có chứng thực từ bản chính hợp đồng, giao dịch đã được chứng thực",
        SAME_DAY,
        [original("request", "Văn bản yêu cầu cấp bản sao", "nếu có nhiều bản"), IDENTITY],
        short="Bản sao hợp đồng đã chứng thực", aliases="bshd, sao hợp đồng",
        fees=_PAGES, doubts=(TIME,),
    ),
    _contract(
        "2.001019", "Chứng thực di chúc",
        papers=[original("draft", "Dự thảo di chúc"), _OWNERSHIP, IDENTITY],
        aliases="dc, di chúc", fees=(charge(50_000, "Phí chứng thực di chúc"),),
    ),
    _contract(
        "2.001016", "Chứng thực văn bản từ chối nhận di sản",
        papers=[original("draft", "Dự thảo văn bản từ chối nhận di sản"), IDENTITY],
        aliases="tcds, từ chối thừa kế",
        fees=(charge(50_000, "Phí chứng thực văn bản từ chối nhận di sản"),),
    ),
    _contract(
        "2.001406",
        "Chứng thực văn bản thỏa thuận phân chia di sản mà di sản là động sản, quyền sử dụng đất, nhà ở",
        papers=[original("draft", "Dự thảo văn bản thỏa thuận phân chia di sản"), _OWNERSHIP,
                copy("heirs", "Giấy tờ chứng minh quan hệ thừa kế"), IDENTITY],
        short="Chứng thực thỏa thuận phân chia di sản", aliases="pcds, chia di sản, chia thừa kế",
        fees=(charge(50_000, "Phí chứng thực văn bản phân chia di sản"),),
    ),
    *_translator(
        "2.000992", "Chứng thực chữ ký người dịch là cộng tác viên dịch thuật",
        "Chữ ký người dịch (cộng tác viên)", "cknd, bản dịch",
    ),
    *_translator(
        "2.001008", "Chứng thực chữ ký người dịch không phải là cộng tác viên dịch thuật",
        "Chữ ký người dịch (tự do)", "ckndk, tự dịch",
    ),
)  # fmt: skip
