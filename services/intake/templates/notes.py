"""How to fill a template in: the words of its second sheet."""

from __future__ import annotations

from geodata.errors import Bilingual
from services.intake.kinds import IntakeKind

_FIRST = (
    Bilingual(
        "Không sửa mã và tên đơn vị. Xóa được dòng không cần; thêm được dòng và chèn được dòng tổng.",
        "Leave codes and names as they are. Needless rows may be deleted; rows and totals may be added.",
    ),
    Bilingual(
        "Ô trống, «-» hay «x» là chưa có số liệu; 0 là không có ai. Không ghi họ tên hay số định danh của cá nhân.",
        "A blank, «-» or «x» means no data; 0 means nobody. Never write names or numbers of persons.",
    ),
    Bilingual("Ngày viết ngày/tháng/năm: 31/03/2019.", "Days are written day/month/year: 31/03/2019."),
)
_BY_KIND = {
    IntakeKind.COUNTS: (
        Bilingual(
            "Mỗi cột là số người đang tham gia một loại hình vào ngày chốt, không phải số tăng mới.",
            "Each column holds the people enrolled in one scheme on the cut-off date, not those newly enrolled.",
        ),
        Bilingual(
            "BHXH là tổng của bắt buộc và tự nguyện, không nhập riêng. BHYT hộ gia đình nằm trong BHYT.",
            "Social insurance is compulsory plus voluntary and is not entered. Household health insurance is part of "
            "health insurance.",
        ),
    ),
    IntakeKind.TARGETS: (
        Bilingual(
            "Chỉ tiêu là tổng số người phải có vào ngày ghi ở tiêu đề, kể cả duy trì, không phải số phải tăng thêm.",
            "A target is the whole stock to be reached by the day of its header, retention included, not what is to be "
            "added.",
        ),
        Bilingual(
            "Ghi cơ quan giao và lần giao khi nạp. Lần giao sau thay lần trước; bản cũ vẫn còn trong lịch sử.",
            "State who assigned the targets and which version when loading. A later version replaces the former, which "
            "stays in the history.",
        ),
        Bilingual(
            "Chỉ tiêu của xã là cột chung; nếu cột đó trống thì là tổng của các tổ chức dịch vụ thu.",
            "The target of a commune is the common column; where that is blank, the sum over its organisations.",
        ),
    ),
    IntakeKind.DENOMINATORS: (
        Bilingual(
            "Ghi nguồn khi nạp: niên giám, điều tra, hay cơ quan cung cấp. Sửa ngày trong tiêu đề nếu số là của ngày "
            "khác.",
            "State the source when loading: yearbook, survey or office. Mend the day in the header where the counts "
            "are of another day.",
        ),
    ),
    IntakeKind.OUTREACH_EVENTS: (
        Bilingual(
            "Mỗi dòng là một hội nghị. Xã có nhiều hội nghị: chép thêm dòng của xã. Xã không có: để trống.",
            "A row is one event. For several in a commune copy its row; leave the row of a commune without any blank.",
        ),
        Bilingual(
            "Nhiều đơn vị cùng tổ chức thì cách nhau bằng «;»: hội nghị vẫn tính một lần trong tổng số.",
            "Part joint organisers by «;»: the event counts once in the total.",
        ),
        Bilingual(
            "Một bản thay trọn các tháng của tỉnh có trong bản: đưa đủ các hội nghị của tháng. Loại hình để trống là "
            "chung.",
            "A file replaces the months of its province whole: put all events of a month in it. A blank scheme means "
            "all.",
        ),
    ),
    IntakeKind.PILOTS: (
        Bilingual(
            "Chỉ ghi ngày ở xã điểm; ngày kết thúc là ngày cuối cùng, để trống nếu còn là xã điểm. Một bản thay trọn "
            "danh sách của tỉnh và loại hình: giữ cả xã điểm đã kết thúc, để còn đánh giá được.",
            "Write days for pilot communes only; the last day is left blank while it is one. A file replaces the whole "
            "list of the province and scheme: keep pilots that ended, so that they can be evaluated.",
        ),
    ),
    IntakeKind.MANAGING_UNITS: (
        Bilingual(
            "«Đến ngày» là ngày cuối cùng, để trống nếu còn hiệu lực. Xã đổi đơn vị: thêm dòng, không để trùng ngày.",
            "«To» is the last day, blank while it lasts. For a commune that moved add a row; terms may not overlap.",
        ),
        Bilingual("Một bản thay trọn danh sách của tỉnh.", "A file replaces the whole list of the province."),
    ),
    IntakeKind.OFFICERS: (
        Bilingual(
            "Mỗi xã một cán bộ tại một thời điểm; đổi cán bộ: thêm dòng. «Đến ngày» là ngày cuối, trống là còn phụ"
            " trách.",
            "A commune has one officer at a time; add a row for a change. «To» is the last day, blank while it lasts.",
        ),
        Bilingual(
            "Mã cán bộ nên là tên đăng nhập; trống thì lấy từ họ tên, và hai người trùng tên là một. Không ghi số điện"
            " thoại.",
            "The code should be the account's name; blank, it is made of the name, and two of one name are one person."
            " Never write telephone numbers.",
        ),
    ),
    IntakeKind.GROUPS: (
        Bilingual(
            "Mỗi cột một nhóm; đổi tên cột thành nhóm của bạn: theo tuổi, giới, việc làm, thu nhập. Chỉ ghi số người.",
            "A column for each group; rename them to your own: by age, sex, work, income. Write numbers of people"
            " only.",
        ),
        Bilingual(
            "Một bản thay trọn các nhóm của tỉnh trong tháng của ngày chốt.",
            "A file replaces all groups of its province in the month of its day.",
        ),
    ),
}


def build_notes(kind: IntakeKind) -> tuple[Bilingual, ...]:
    """Return the notes of a kind, what holds for all kinds last."""
    return (*_BY_KIND[kind], *_FIRST)
