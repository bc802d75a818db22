"""Every "no" an officer can read, on one page and in one voice.

A refusal carries facts for the test and a sentence for the person. The sentence says what is in the way and,
where it can, what to do.
"""

from typing import Any


class Refusal(Exception):
    """The program will not do this, and says why. `status` is the HTTP answer it maps to."""

    message = "Không thực hiện được."
    status = 422

    def __init__(self, **facts: Any) -> None:
        self.facts = facts
        super().__init__(self.message.format(**facts))


# ── Steps of a dossier ──────────────────────────────────────────────────────────────────────────────


class StepNotOpen(Refusal):
    message = "Hồ sơ {code} đang ở bước “{status}”, chưa thể {step}."
    status = 409


class NotYourStep(Refusal):
    message = "Bước “{step}” do {role} thực hiện."
    status = 403


class NotAtOnce(Refusal):
    message = (
        "Hồ sơ này không tiếp nhận và trả ngay được: thủ tục không giải quyết trong ngày tại xã, "
        "hoặc tài khoản này chưa đủ vai trò. Hãy bấm “Tiếp nhận”."
    )
    status = 403


class HeldElsewhere(Refusal):
    message = (
        "Hồ sơ {code} đang do {holder} giữ, chưa thể {step} tại đây. "
        "Hãy đề nghị {holder} xử lý hoặc trả hồ sơ về."
    )
    status = 409


class HeldByColleague(Refusal):
    message = "Hồ sơ {code} đang do {holder} thụ lý."
    status = 409


class ChangedMeanwhile(Refusal):
    message = "Hồ sơ {code} đã được {who} chuyển sang bước “{status}” lúc {when}."
    status = 409


class NoSuchDispatch(Refusal):
    message = (
        "Không có văn bản này, hoặc văn bản không thuộc đơn vị của ông/bà, hoặc nơi gửi đã thu hồi."
    )
    status = 404


class ReceivedAlready(Refusal):
    message = (
        "Mọi nơi nhận đã vào sổ văn bản {symbol}, hoặc đã thu hồi rồi; không thu hồi được nữa."
    )
    status = 409


class NoSuchNotice(Refusal):
    message = "Không có thông báo này, hoặc thông báo không thuộc đơn vị của ông/bà."
    status = 404


class NoSuchDossier(Refusal):
    message = "Không có hồ sơ này, hoặc hồ sơ không thuộc đơn vị của ông/bà."
    status = 404


class NothingPastItsTime(Refusal):
    message = "Không còn gì quá hạn lưu để xoá."
    status = 409


class NotThereYet(Refusal):
    message = "Vào một trong hai lúc đã chọn chưa có hồ sơ này. Hãy chọn lại trong lịch sử."
    status = 404


class FormNotComplete(Refusal):
    """`fields` names each field that must be mended and the sentence that stands beside it."""

    message = "Biểu mẫu còn chỗ cần sửa: {summary}"

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(fields=fields, summary=" ".join(fields.values()))


class DraftWaiting(Refusal):
    message = (
        "Hồ sơ {code} có phiếu dự thảo đang chờ lãnh đạo ký, chưa thể {step}. "
        "Hãy chờ lãnh đạo, hoặc thu hồi bước dự thảo."
    )
    status = 409


class NoDraftWaiting(Refusal):
    message = "Hồ sơ {code} không có phiếu dự thảo nào đang chờ ký."
    status = 409


class NothingToHandOut(Refusal):
    message = "Hồ sơ {code} không có phiếu nào đã ký đang chờ giao cho công dân."
    status = 409


class SupplementAskedBefore(Refusal):
    message = (
        "Hồ sơ {code} đã yêu cầu bổ sung một lần; mỗi hồ sơ chỉ yêu cầu một lần. "
        "Nếu thật cần, đề nghị lãnh đạo cho bổ sung lần nữa."
    )
    status = 409


class SupplementMayBeAsked(Refusal):
    message = "Hồ sơ {code} vẫn còn lần yêu cầu bổ sung, không cần cho thêm."
    status = 409


class ApologisedBefore(Refusal):
    message = "Hồ sơ {code} đã hẹn lại một lần rồi; chỉ được hẹn lại một lần."
    status = 409


class AnswerNotOver(Refusal):
    message = (
        "Chưa hết thời hạn bổ sung của hồ sơ {code}{until}, chưa thể {step}. "
        "Nếu phải dừng sớm, lãnh đạo dùng bước “Dừng giải quyết”."
    )
    status = 409


class ClockStands(Refusal):
    message = (
        "Hồ sơ {code} đang tạm dừng chờ cơ quan khác trả lời, chưa thể {step}. "
        "Ghi nhận trả lời trước."
    )
    status = 409


class NotConsulting(Refusal):
    message = "Hồ sơ {code} không chờ cơ quan nào trả lời."
    status = 409


class AlreadyConsulting(Refusal):
    message = "Hồ sơ {code} đang chờ một cơ quan trả lời; ghi nhận trả lời đó rồi hãy {step}."
    status = 409


class NoWithdrawalAsked(Refusal):
    message = "Không có yêu cầu rút nào đang chờ trả lời của hồ sơ {code}."
    status = 409


class WithdrawalAskedAlready(Refusal):
    message = "Đã gửi yêu cầu rút hồ sơ {code} tới {holder}; hãy chờ trả lời."
    status = 409


class HeldHere(Refusal):
    message = "Hồ sơ {code} đang ở đơn vị này: dùng bước “Công dân rút hồ sơ”."
    status = 409


class NotInYourHand(Refusal):
    message = "Hồ sơ {code} không ở tay ông/bà, chưa thể {step}."
    status = 409


class NothingToRecall(Refusal):
    message = "Bước gần nhất của hồ sơ {code} không thu hồi được: {why}."
    status = 409


class RecallOfAnother(Refusal):
    message = (
        "Bước “{last}” của hồ sơ {code} do {who} thực hiện; chỉ người đó, "
        "hoặc lãnh đạo có ghi lý do, được thu hồi."
    )
    status = 403


class NewDateNotLater(Refusal):
    message = "Ngày hẹn mới phải sau ngày đang hẹn ({due}) và không trước hôm nay."


class StandInUnfit(Refusal):
    """Of an arrangement for leave; `why` is a whole sentence."""

    message = "{why}"


class NewDateOff(Refusal):
    message = "Ngày {day} cơ quan nghỉ. Chọn một ngày làm việc."


class NoParent(Refusal):
    message = "Chưa nối với đơn vị cấp trên nên chưa thể chuyển hồ sơ {code} lên."
    status = 409


class NoDraftResult(Refusal):
    message = "Hồ sơ {code} chưa có dự thảo kết quả. Mở hồ sơ, ghi kết quả rồi duyệt."


class NotACaseOfficer(Refusal):
    message = "{name} không có vai trò thụ lý, hãy chọn cán bộ khác."


# ── Conflicts, corrections, refused changes ─────────────────────────────────────────────────────────


class NoSuchConflict(Refusal):
    message = "Không có mục này, hoặc hồ sơ không thuộc đơn vị của ông/bà."
    status = 404


class ConflictSettled(Refusal):
    message = "Trong lúc ông/bà xem, {what}. Chưa ghi gì của lần bấm vừa rồi; dưới đây là kết quả."
    status = 409


class ConflictForAbove(Refusal):
    message = "Chỗ hai bên ghi khác nhau do cấp trên chọn. Ông/bà có thể trả lời bằng mục Trao đổi của hồ sơ."
    status = 403


class CommonConflictForTop(Refusal):
    message = "Dòng dùng chung này do quản trị của cấp trên cùng chọn. Trong lúc chờ, mọi việc vẫn làm bình thường."
    status = 403


class RulesMovedMeanwhile(Refusal):
    message = "{who} vừa lưu bản quy tắc {version}. Chưa ghi gì; hãy xem bản mới rồi sửa lại."
    status = 409


class NoRules(Refusal):
    message = "Chưa lưu bản quy tắc nào để áp dụng."
    status = 409


class NotForCorrection(Refusal):
    message = "Hồ sơ {code} {why}, nên không sửa dữ liệu ở đây."
    status = 409


class CorrectedMeanwhile(Refusal):
    message = (
        "Hồ sơ {code} vừa được người khác sửa. Chưa ghi gì; hãy xem lại các ô bên dưới rồi lưu lại."
    )
    status = 409


class RefusalSettledBefore(Refusal):
    message = "Thay đổi này đã được {who} xem xong. Chưa ghi gì thêm."
    status = 409


class NothingToSendAgain(Refusal):
    message = "Không còn gì phải gửi lại: nội dung này đã được sửa hoặc đã gửi lại. Bấm “Đồng bộ ngay” và xem lại."
    status = 409


class NotMendable(Refusal):
    message = "Không nhận lại được ở đây: {why} Hãy báo xã sửa rồi gửi lại."
    status = 409


# ── Drafts ──────────────────────────────────────────────────────────────────────────────────────────


class NoSuchDraft(Refusal):
    message = (
        "Không có bản nháp này tại đơn vị: đã tiếp nhận xong, hoặc đã xoá khỏi thùng rác. "
        "Mở “Nháp” để xem những bản còn giữ."
    )
    status = 404


class DraftElsewhere(Refusal):
    message = "Bản nháp này đang do {holder} giữ. Mở “Nháp” để nhận làm tiếp."
    status = 409


class DraftDropped(Refusal):
    message = "Bản nháp này nằm trong thùng rác. Mở “Nháp”, bấm “Khôi phục” để làm tiếp."
    status = 409


class DraftReceived(Refusal):
    message = "Hồ sơ của biểu mẫu này đã được ghi vào sổ ({code}). Mở hồ sơ mới để nhập tiếp."
    status = 409


class DraftTooLong(Refusal):
    message = "Ô vừa gõ dài quá {most} ký tự nên chưa lưu được nháp. Hãy rút ngắn."


class NotADeskOfficer(Refusal):
    message = "Hãy chọn một cán bộ một cửa của đơn vị để giao bản nháp."


# ── People ──────────────────────────────────────────────────────────────────────────────────────────


class NoSuchPerson(Refusal):
    message = "Không có người này trong danh sách của đơn vị."
    status = 404


class PersonChangedMeanwhile(Refusal):
    message = "{who} vừa sửa người này lúc {when}. Chưa ghi gì; hãy xem lại rồi bấm lưu."
    status = 409


class NoSuchPair(Refusal):
    message = "Không có cặp này trong danh sách cần xem trùng của đơn vị."
    status = 404


class PairAlreadyDecided(Refusal):
    message = "Cặp này đã có người xem xong: {who}. Không cần làm lại."
    status = 409


class TwinsForAbove(Refusal):
    message = "Hồ sơ trùng giữa các đơn vị do cấp trên xem. Ông/bà có thể ghi ý kiến ở mục Trao đổi của hồ sơ."
    status = 403


class TwinHasResult(Refusal):
    message = "Hồ sơ {code} đã có kết quả hoặc đã kết thúc, không khép được. Hãy giữ hồ sơ này và khép hồ sơ kia."
    status = 409


class TwinsMovedMeanwhile(Refusal):
    message = "Trong lúc ông/bà xem, một trong hai hồ sơ đã đổi. Chưa khép hồ sơ nào; hãy xem lại hai bên rồi chọn."
    status = 409


class TwinTooLate(Refusal):
    message = (
        "Không mở lại được nữa: đã quá {days} ngày, hoặc hồ sơ đã có bước khác từ khi khép. "
        "Hãy tiếp nhận hồ sơ mới."
    )
    status = 409


class MergeTooOld(Refusal):
    message = (
        "Lần ghép này không tách lại được nữa: đã quá {days} ngày, hoặc một trong hai đã được ghép tiếp. "
        "Hãy sửa từng người, hoặc nhờ quản trị xem nhật ký."
    )
    status = 409


# ── Files of a dossier ──────────────────────────────────────────────────────────────────────────────


class NoFileChosen(Refusal):
    message = "Chưa chọn tệp nào. Bấm vào ô chọn tệp, chọn bản quét rồi gửi lại."


class DocumentEmpty(Refusal):
    message = "Tệp “{name}” rỗng. Hãy mở thử trên máy, quét lại nếu cần, rồi chọn lại."


class DocumentTooLarge(Refusal):
    message = (
        "Tệp “{name}” quá lớn: mỗi tệp nhiều nhất 20 MB, ảnh nhiều nhất 50 triệu điểm. "
        "Hãy quét lại ở 200–300 dpi, hoặc chia thành nhiều tệp."
    )


class DocumentNotAllowed(Refusal):
    message = (
        "Tệp “{name}” không phải PDF, ảnh JPEG hay ảnh PNG. "
        "Hãy quét hoặc xuất lại thành một trong ba loại đó."
    )


class DocumentBroken(Refusal):
    message = "Tệp “{name}” bị hỏng hoặc chưa chép xong, không mở được. Hãy quét hoặc chép lại."


class DocumentFromPhone(Refusal):
    message = (
        "Ảnh “{name}” ở dạng HEIC của điện thoại, chưa đọc được. Trong cài đặt máy ảnh của điện thoại hãy chọn "
        "“Tương thích nhất” (JPEG) rồi chụp lại."
    )


class DocumentLocked(Refusal):
    message = (
        "Tệp “{name}” có đặt mật khẩu nên nơi khác không mở được. Hãy bỏ mật khẩu rồi chọn lại."
    )


class DocumentAlreadyThere(Refusal):
    message = "Tệp “{name}” đã có trong hồ sơ này, với tên “{known_as}”."
    status = 409


class TooManyDocuments(Refusal):
    message = "Hồ sơ có nhiều nhất {most} tệp. Hãy ghép nhiều trang vào một tệp PDF."
    status = 409


class TooManyPages(Refusal):
    message = (
        "Mỗi giấy tờ nhiều nhất {most} trang chờ ghép. Hãy ghép các trang đã có rồi thêm tiếp."
    )


class TooManyAtOnce(Refusal):
    message = (
        "Mỗi lần chọn nhiều nhất {most} tệp. Hãy chọn làm nhiều lần; các trang cứ nối tiếp nhau."
    )


class NoPagesWaiting(Refusal):
    message = (
        "Không có trang nào đang chờ ghép. Có thể đồng nghiệp vừa ghép; hãy xem danh sách tệp."
    )
    status = 409


class PagesChangedMeanwhile(Refusal):
    message = "Các trang vừa được thêm, bớt hoặc xếp lại ở chỗ khác. Hãy xem lại rồi bấm tiếp."
    status = 409


class NoSuchPaper(Refusal):
    message = "Không có giấy tờ này trong hồ sơ."
    status = 404


class PaperElsewhere(Refusal):
    message = "Giấy tờ của hồ sơ {code} không ở đơn vị này: nơi tiếp nhận và nơi đang giữ mới ghi được nơi để."
    status = 409


class NotAnEarlierScan(Refusal):
    message = (
        "Hãy chọn một bản quét trong danh sách. Bản vừa chọn đã có trong hồ sơ này, hoặc không còn."
    )


class PapersChangedMeanwhile(Refusal):
    message = "Giấy tờ của hồ sơ vừa được sửa ở chỗ khác. Chưa ghi gì; hãy xem lại rồi bấm lưu."
    status = 409


class NoSuchDocument(Refusal):
    message = "Không có tệp này, hoặc tệp không thuộc hồ sơ ông/bà được xem."
    status = 404


class DocumentNotHere(Refusal):
    message = (
        "Tệp “{name}” chưa đến máy này – đang chờ đường truyền. Hãy xem lại sau lần đồng bộ tới."
    )
    status = 409


# ── Printing ────────────────────────────────────────────────────────────────────────────────────────


class NothingToPrint(Refusal):
    message = "Hồ sơ này không có {title} để in."
    status = 409


class NoPdfHere(Refusal):
    message = (
        "Máy chủ này chưa cài phần tạo tệp PDF. Hãy in bằng trình duyệt (Ctrl+P); hộp in của trình duyệt cũng có mục "
        "“Lưu dưới dạng PDF”."
    )
    status = 409


class PdfIsAPrint(Refusal):
    message = (
        "Tệp PDF cũng là một lần in. Hãy bấm “Lấy tệp PDF” để ghi vào nhật ký in, rồi tải tệp."
    )
    status = 409


class PdfTooLong(Refusal):
    message = (
        "Bản in này có {count} tờ; tệp PDF nhiều nhất {most} tờ. Hãy in bằng trình duyệt (Ctrl+P), hoặc chọn khoảng "
        "ngày ngắn hơn."
    )
    status = 409


class PdfNotMade(Refusal):
    message = "Máy chủ chưa tạo được tệp PDF. Hãy in bằng trình duyệt (Ctrl+P), và báo người quản trị nếu còn gặp lại."
    status = 503


class ReceiptOfOldBook(Refusal):
    message = (
        "Hồ sơ này nhập từ sổ cũ (số {number}) nên không in giấy tiếp nhận mới. Giấy đã giao cho công dân ngày "
        "trước vẫn dùng được."
    )
    status = 409


class NoSuchPack(Refusal):
    message = "Không có tập biên nhận dự phòng này ở đơn vị của ông/bà."
    status = 404


class PackMadeMeanwhile(Refusal):
    message = (
        "{who} vừa lập một tập biên nhận dự phòng lúc {when}. Xem lại rồi lập thêm nếu vẫn cần."
    )
    status = 409


class NoBlankLeft(Refusal):
    message = "Tập {pack} không còn tờ trắng nào để in."
    status = 409


class ReserveUsedUp(Refusal):
    message = (
        "Mỗi ngày lập được nhiều nhất {most} tờ dự phòng; hôm nay còn {left} tờ. Hãy lập ít hơn, "
        "hoặc đợi ngày mai."
    )
    status = 409


class KeyedInMeanwhile(Refusal):
    message = "Tờ {code} đã được {who} nhập thành hồ sơ lúc {when}. Chưa hủy tờ nào; hãy bỏ chọn tờ đó rồi bấm lại."
    status = 409


class PrintedMeanwhile(Refusal):
    message = "{who} vừa in giấy này lúc {when}. Hãy xem lại rồi in nếu vẫn cần."
    status = 409


class NoSuchPrinter(Refusal):
    message = "Không có máy in này, hoặc máy đã bỏ khỏi danh sách."
    status = 404


class NothingHandedOver(Refusal):
    message = "Ngày {day} không có hồ sơ nào được giao cho người nhận này."
    status = 404


class RegisterTooLong(Refusal):
    message = "Kỳ này có hơn {most} hồ sơ. Hãy chọn kỳ ngắn hơn hoặc một lĩnh vực rồi in."


# ── Numbers and clocks ──────────────────────────────────────────────────────────────────────────────


class ClockBehind(Refusal):
    message = (
        "Đồng hồ máy đang chỉ ngày {today}, sớm hơn ngày {last_day} của số hồ sơ cấp gần nhất. "
        "Hãy chỉnh lại đồng hồ rồi tiếp nhận; nội dung đã nhập vẫn còn."
    )


class BadAgencyCode(Refusal):
    message = (
        "Đơn vị chưa có mã định danh đúng dạng (đang là “{agency}”), ví dụ H27.35.07. "
        "Hãy nhờ quản trị điền mã rồi tiếp nhận; nội dung đã nhập vẫn còn."
    )


class BadDossierCode(Refusal):
    message = "“{typed}” không phải mã hồ sơ. Mã có dạng H27.35.07-190524-0001."


class NumbersUsedUp(Refusal):
    message = "Đã cấp hết số hồ sơ của ngày {day}."


# ── Days and deadlines ──────────────────────────────────────────────────────────────────────────────


class NoWorkingDay(Refusal):
    message = (
        "Lịch làm việc không có ngày nào mở cửa sau ngày {after}, nên chưa tính được ngày hẹn trả. "
        "Hãy nhờ quản trị xem lại lịch làm việc của đơn vị."
    )


class PauseBackwards(Refusal):
    message = "Lúc tiếp tục ({resumed}) sớm hơn lúc tạm dừng ({paused}). Hãy xem lại giờ của máy."


# ── What was typed about a person ───────────────────────────────────────────────────────────────────


class BadIdentityNumber(Refusal):
    message = "Số định danh (CCCD) gồm đúng 12 chữ số; đang có {count} ký tự."


class BadOldIdentityNumber(Refusal):
    message = "Số CMND gồm đúng 9 chữ số; đang có {count} ký tự."


class BadPassportNumber(Refusal):
    message = "Số hộ chiếu gồm một chữ cái và 7 hoặc 8 chữ số, ví dụ B1234567."


class BadTaxCode(Refusal):
    message = "Mã số thuế gồm 10 chữ số, hoặc 10 chữ số rồi “-” và 3 chữ số; đang có {count} ký tự."


class BadPhone(Refusal):
    message = (
        "Số điện thoại di động gồm 10 chữ số bắt đầu bằng 03, 05, 07, 08 hoặc 09; "
        "số cố định gồm 11 chữ số bắt đầu bằng 02. Đang có {count} ký tự."
    )


class BadEmail(Refusal):
    message = "Thư điện tử có dạng ten@noigui.vn, không có dấu cách."


class BadName(Refusal):
    message = "Họ và tên chỉ gồm chữ cái, dấu cách, dấu “-” và dấu “'”; không dùng {wrong}."


class NameMissing(Refusal):
    message = "Hãy nhập họ và tên."


class NameTooLong(Refusal):
    message = "Họ và tên dài quá {most} chữ cái. Hãy xem lại."


class BadDate(Refusal):
    message = "“{typed}” không phải ngày có thật. Nhập ngày/tháng/năm (5/3/1990), 3/1990 hoặc 1990."


class DateInFuture(Refusal):
    message = "Ngày {shown} chưa đến. Hãy xem lại."


class DateTooOld(Refusal):
    message = "Năm {year} quá xa. Hãy xem lại năm sinh."


class DiedBeforeBirth(Refusal):
    message = "Ngày mất {died} sớm hơn ngày sinh {born}."


class CardUnreadable(Refusal):
    message = (
        "Chưa đọc được mã QR trên thẻ: cần ít nhất 6 phần cách nhau bởi “|”, đang có {parts}. "
        "Hãy quét lại, hoặc gõ 12 số trên thẻ."
    )


class CardGarbled(Refusal):
    message = (
        "Chữ đọc từ thẻ bị sai ở phần {part}. Tắt bộ gõ tiếng Việt (Ctrl+Shift) rồi quét lại, "
        "hoặc gõ 12 số trên thẻ."
    )


class ScanUnknown(Refusal):
    message = (
        "Chưa nhận ra nội dung vừa quét. Ô này đọc mã QR thẻ CCCD, mã hồ sơ trên giấy tiếp nhận và 12 số CCCD. "
        "Hãy quét lại, hoặc gõ tay vào từng ô."
    )


class ScanGarbled(Refusal):
    message = (
        "Nội dung quét có chữ lạ: bộ gõ tiếng Việt đã đổi chữ của máy quét. "
        "Tắt bộ gõ (Ctrl+Shift) rồi quét lại, hoặc dán nội dung vào ô này."
    )


class ScanIsParcel(Refusal):
    message = (
        "Đây là số hiệu bưu gửi. Ô này đọc thẻ CCCD và mã hồ sơ; hãy quét thẻ hoặc giấy tiếp nhận."
    )


# ── Money ───────────────────────────────────────────────────────────────────────────────────────────


class ExemptionNeedsGround(Refusal):
    message = "Miễn, giảm phí hoặc lệ phí phải ghi căn cứ."


class BadQuantity(Refusal):
    message = "Số lượng của “{name}” phải từ 0 đến {most}; đang là {quantity}."


# ── Accounts ────────────────────────────────────────────────────────────────────────────────────────


class WrongPassword(Refusal):
    """The same words for an unknown name, a wrong password and a suspended account."""

    message = (
        "Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy kiểm tra phím Caps Lock và bộ gõ tiếng Việt."
    )


class TooManyTries(Refusal):
    message = (
        "Đã nhập sai nhiều lần. Hãy chờ {wait} rồi thử lại. "
        "Nếu quên mật khẩu, nhờ quản trị của đơn vị cấp lại."
    )
    status = 429


class LookupClosed(Refusal):
    message = "Đã nhập sai nhiều lần nên trang tra cứu tạm đóng với mã này. Hãy chờ {wait} rồi thử lại{or_call}."
    status = 429


class NotFoundByCitizen(Refusal):
    message = "Không tìm thấy hồ sơ với mã hồ sơ và mã tra cứu này. Hãy xem lại hai mã trên giấy tiếp nhận{or_call}."


class WrongOldPassword(Refusal):
    message = "Mật khẩu hiện tại chưa đúng."


class WrongPin(Refusal):
    message = "Mã PIN hoặc mật khẩu chưa đúng. Chưa đặt mã PIN thì nhập mật khẩu."


class WeakPin(Refusal):
    message = "{why}"


class PinNeedsPassword(Refusal):
    """A PIN alone does not bring somebody in who has not been here today."""

    message = "Lần đầu trong ngày ở máy này hãy nhập mật khẩu; sau đó dùng mã PIN được."


class WeakPassword(Refusal):
    message = "{why}"


class SamePassword(Refusal):
    message = "Mật khẩu mới trùng mật khẩu hiện tại. Hãy chọn mật khẩu khác."


class UsernameTaken(Refusal):
    message = "Đã có cán bộ dùng tên đăng nhập “{username}”. Hãy chọn tên khác."


class BadUsername(Refusal):
    message = (
        "Tên đăng nhập “{username}” chưa dùng được: viết từ 2 đến 32 chữ thường không dấu, chữ số, "
        "dấu chấm hoặc gạch, bắt đầu bằng chữ."
    )


class OfficerNeedsName(Refusal):
    message = "Hãy nhập họ và tên cán bộ."


class OfficerNeedsRole(Refusal):
    message = "Hãy chọn ít nhất một vai trò."


class NoSuchOfficer(Refusal):
    message = "Không có cán bộ “{username}” ở đơn vị này."
    status = 404


class LastAdmin(Refusal):
    message = (
        "{name} là quản trị duy nhất còn hoạt động nên chưa thể {step}. "
        "Hãy giao vai trò quản trị cho một cán bộ khác trước."
    )
    status = 409


class NeedsReason(Refusal):
    message = "Hãy ghi lý do để sau này xem lại còn hiểu."


class AlreadySuspended(Refusal):
    message = "Tài khoản của {name} đã tạm khóa từ trước."
    status = 409


class NotSuspended(Refusal):
    message = "Tài khoản của {name} đang hoạt động, không cần mở lại."
    status = 409


class NoSuchSession(Refusal):
    message = "Phiên đăng nhập này không còn, hoặc đã thu hồi."
    status = 404


# ── Nodes ───────────────────────────────────────────────────────────────────────────────────────────


class NotTheTop(Refusal):
    message = "Danh mục do {top} soạn và phát hành. Ở đây chỉ xem và in được."
    status = 403


class NoSuchCatalogue(Refusal):
    message = "Không có bản danh mục này ở đây."
    status = 404


class NoDraft(Refusal):
    message = "Không có bản nháp nào đang mở. Hãy bấm “Soạn phiên bản mới” rồi làm lại."
    status = 409


class DraftClosed(Refusal):
    message = "{who} đã {what} lúc {when}. Việc vừa gửi chưa được ghi."
    status = 409


class DraftMoved(Refusal):
    message = (
        "Bản nháp vừa có thay đổi sau khi ông/bà mở trang này ({who}, lúc {when}). "
        "Hãy xem lại các thay đổi rồi phát hành."
    )
    status = 409


class EditMoved(Refusal):
    message = (
        "{who} vừa sửa thủ tục này lúc {when}. Nội dung ông/bà gửi chưa được ghi; hãy xem bản mới ở dưới "
        "rồi sửa tiếp."
    )
    status = 409


class CatalogueBegun(Refusal):
    message = (
        "Bản {number} đã áp dụng từ ngày {day} nên không hoãn, không hủy được nữa. "
        "Hãy soạn bản mới để thay."
    )
    status = 409


class CatalogueCancelled(Refusal):
    message = "Bản {number} đã được {who} hủy lúc {when}."
    status = 409


class NoSuchUnit(Refusal):
    message = "Không có đơn vị mang mã {code} trong danh mục đơn vị hành chính."


class NotBelowUs(Refusal):
    message = "Đơn vị mã {code} không trực thuộc {here}, nên không thể mời kết nối tại đây."


class NoSuchMachine(Refusal):
    message = "Không có máy nào của đơn vị mã {code} đang kết nối tại đây."
    status = 404


class KeyChanged(Refusal):
    message = "Khóa của đơn vị này vừa thay đổi. Hãy đọc lại các từ đang hiện trên trang rồi đối chiếu lần nữa."
    status = 409


class NoSuchHeldWork(Refusal):
    message = "Không có việc bị giữ nào mang số này, hoặc đã có người xử lý."
    status = 409


class HeldWorkNotWhole(Refusal):
    message = (
        "Chưa nhận được: phần trước của việc này chưa từng đến đây. "
        "Hãy để riêng, và mời máy đó kết nối lại nếu cần lấy đủ."
    )
    status = 409


class ParentAway(Refusal):
    message = "{why} Hãy kiểm tra địa chỉ và đường truyền rồi bấm lại; mã mời vẫn dùng được."


class BadInvitation(Refusal):
    message = (
        "Mã mời gồm 16 chữ và số, ví dụ ABCD-EFGH-IJKL-MNOP; mã vừa nhập không đúng dạng đó. "
        "Hãy nhập lại từ tờ giấy của cấp trên."
    )


class NotTakenIn(Refusal):
    message = "Cấp trên không nhận máy này. {why} Nếu mã đúng, hãy xem lại đơn vị và địa chỉ."


class StickUnfit(Refusal):
    """Of a package on a stick; `why` is a whole sentence."""

    message = "{why}"


# ── Long work ───────────────────────────────────────────────────────────────────────────────────────


class NoSuchJob(Refusal):
    message = "Không có việc này, hoặc việc do cán bộ khác yêu cầu."
    status = 404


class TooManyJobs(Refusal):
    message = "Đang có {count} việc của ông/bà chưa xong. Hãy chờ xong một việc rồi bấm lại."
    status = 409


class JobNotOpen(Refusal):
    message = "Chỉ người yêu cầu mới chạy lại được việc “{title}”."
    status = 403


class JobFileGone(Refusal):
    message = "Tệp của việc này không còn: tệp chỉ giữ 7 ngày. Hãy xuất lại."
    status = 404


class NotAllowedAnyMore(Refusal):
    message = "Vai trò hiện nay của người yêu cầu không còn được làm việc này."
    status = 403


class TooManyRows(Refusal):
    message = "Danh sách dài hơn {most} hồ sơ. Hãy lọc theo năm rồi xuất từng phần."


class UndoOver(Refusal):
    message = "Không hoàn tác được nữa: {why}. Muốn đổi lại thì mở từng hồ sơ."
    status = 409


# ── Filters with names ──────────────────────────────────────────────────────────────────────────────


class NoSuchFilter(Refusal):
    message = "Bộ lọc này không còn."
    status = 404


class TooManyFilters(Refusal):
    message = "Mỗi người giữ được {most} bộ lọc. Hãy bỏ bớt một bộ rồi lưu."
    status = 409


# ── Old registers ───────────────────────────────────────────────────────────────────────────────────


class SheetUnfit(Refusal):
    """Of an uploaded register; `why` is a whole sentence that says what to do."""

    message = "{why}"


class NoSuchSheet(Refusal):
    message = "Không có sổ này, hoặc sổ do đơn vị khác đưa lên."
    status = 404


class SheetBusy(Refusal):
    message = "Sổ này đang được kiểm tra hoặc đang ghi. Hãy chờ xong rồi làm tiếp."
    status = 409


# ── Money ───────────────────────────────────────────────────────────────────────────────────────────


class NothingOwed(Refusal):
    message = "Hồ sơ {code} không còn khoản nào phải thu."
    status = 409


class MoneyElsewhere(Refusal):
    message = "Tiền của hồ sơ {code} do nơi tiếp nhận hồ sơ thu và hoàn trả."
    status = 409


class PaidMeanwhile(Refusal):
    message = (
        "Sau khi ông/bà mở trang, {who} đã {what} {amount} cho hồ sơ {code} lúc {when}. "
        "Chưa ghi gì của lần bấm vừa rồi; hãy xem lại số tiền rồi bấm lại."
    )
    status = 409


class NoSuchReceipt(Refusal):
    message = "Không có biên lai này, hoặc biên lai không thuộc đơn vị của ông/bà."
    status = 404


class NotYoursToRefund(Refusal):
    message = "Biên lai {number} do lãnh đạo hoàn trả, hoặc {who} hoàn trả trong chính ngày thu."
    status = 403


class NothingToRefund(Refusal):
    message = "Biên lai {number} đã hoàn trả hết."
    status = 409


class NotAReceiptOfMoney(Refusal):
    message = "Số {number} là phiếu hoàn trả, không hoàn trả lần nữa được."
    status = 409


class SheetClosed(Refusal):
    message = "Sổ ngày {day} đã do {who} khóa lúc {when}."
    status = 409


class DayNotCome(Refusal):
    message = "Ngày {day} chưa đến, chưa khóa sổ được."


class MoneyMovedMeanwhile(Refusal):
    message = (
        "Sau khi ông/bà mở trang, có thêm biên lai trong ngày: tiền mặt theo biên lai nay là {expected}. "
        "Hãy đếm lại rồi khóa sổ."
    )
    status = 409


class ExemptionAsBefore(Refusal):
    message = "Hồ sơ {code} vẫn như đang ghi: chưa đổi gì về miễn, giảm."


# ── Calendar, units ─────────────────────────────────────────────────────────────────────────────────


class DecidedAbove(Refusal):
    message = "{what} do {above} công bố; nơi này nhận về và làm theo."
    status = 403


class NoProposals(Refusal):
    message = (
        "Máy này chưa cài thư viện ngày lễ nên không tự đề xuất được. Hãy nhập tay theo thông báo nghỉ lễ, "
        "hoặc nhờ người quản trị máy cài phần mở rộng “centre”."
    )
    status = 409


class CalendarMovedMeanwhile(Refusal):
    message = (
        "Lịch năm {year} đã được {who} {what} lúc {when}, sau khi ông/bà mở trang. "
        "Chưa ghi gì của lần bấm vừa rồi; hãy xem lại rồi bấm lại."
    )
    status = 409


class CalendarAsBefore(Refusal):
    message = "Bản nháp giống hệt lịch năm {year} đang dùng, không có gì để ban hành."
    status = 409


class RecountMovedMeanwhile(Refusal):
    message = (
        "Sau khi ông/bà xem trước, danh sách hồ sơ phải dời ngày đã khác. "
        "Chưa tính lại gì; hãy xem lại danh sách mới rồi bấm lại."
    )
    status = 409


class NothingToRecount(Refusal):
    message = "Không có hồ sơ nào đang giải quyết phải dời ngày hẹn theo lịch hiện nay."
    status = 409


class TooManyToRecount(Refusal):
    message = (
        "Có hơn {most} hồ sơ đang giải quyết, không xem trước một lần được. Hãy chọn từng đơn vị."
    )


class TreeMovedMeanwhile(Refusal):
    message = (
        "Sau khi ông/bà mở trang, danh mục đơn vị đã được sửa. "
        "Chưa ghi gì của lần bấm vừa rồi; hãy xem lại rồi bấm lại."
    )
    status = 409


class NoSuchUnitMerge(Refusal):
    message = "Không có lần sáp nhập này."
    status = 404


class UnitMergeMovedMeanwhile(Refusal):
    message = (
        "Sau khi ông/bà xem trước, số hồ sơ hoặc danh mục đơn vị đã khác. "
        "Chưa chuyển gì; hãy xem lại các con số rồi bấm lại."
    )
    status = 409


# ── Copies of the database ──────────────────────────────────────────────────────────────────────────


class BackupUnderWay(Refusal):
    message = "Một lần sao lưu hoặc phục hồi thử khác đang chạy. Hãy chờ xong rồi làm lại."
    status = 409


class BackupNotFound(Refusal):
    message = "Không thấy bản sao {file}."
    status = 404


class BackupFailed(Refusal):
    message = "{why}"
    status = 409


class NotRestorable(Refusal):
    message = "Chưa thay gì. {why}"
    status = 409
