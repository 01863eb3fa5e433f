"""A checked crosswalk is stored: not with faults unless told, and never where one of them must be settled first."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.engine import Engine

from geodata.crosswalks.crosswalk import Crosswalk
from geodata.errors import BadInput, Bilingual, Place
from services.crosswalks.checking import CrosswalkReport
from services.store.crosswalks import write_crosswalk
from services.store.engine import begin_write


def require_crosswalk(report: CrosswalkReport, *, leave_out_faulty: bool) -> Crosswalk:
    """Return the crosswalk of a report; BadInput where faults stand against it.

    ``leave_out_faulty``: carry on without what is at fault; what no crosswalk can do without is refused even so.
    """
    unsettled = [fault for fault in report.faults if fault.kind.must_be_settled]
    if report.built.crosswalk is None or unsettled:
        first = f" ({unsettled[0].message.vi})" if unsettled else ""
        first_en = f" ({unsettled[0].message.en})" if unsettled else ""
        raise BadInput(
            "crosswalk_unsettled",
            Bilingual(
                f"Chưa dựng được bảng chuyển đổi: {len(unsettled)} lỗi phải xử lý trước{first}",
                f"There is no crosswalk yet: {len(unsettled)} faults must be settled first{first_en}",
            ),
            Bilingual(
                "Bổ sung tỷ trọng (--weights, --sizes) hay dùng ranh giới hai bộ; xem --report.",
                "Give weights (--weights, --sizes) or use the outlines; see --report.",
            ),
            _name_files(report),
        )
    if report.faults and not leave_out_faulty:
        raise BadInput(
            "crosswalk_faulty",
            Bilingual(
                f"Bảng chuyển đổi có {len(report.faults)} lỗi",
                f"The crosswalk has {len(report.faults)} faults",
            ),
            Bilingual(
                "Sửa tệp theo danh sách lỗi, hoặc thêm --leave-out-faulty để bỏ những dòng có lỗi.",
                "Mend the file by the list of faults, or add --leave-out-faulty to carry on without the rows at fault.",
            ),
            _name_files(report),
        )
    return report.built.crosswalk


def import_crosswalk(
    engine: Engine, report: CrosswalkReport, *, leave_out_faulty: bool = False, by: str, now: datetime
) -> int:
    """Store the crosswalk of a report with its faults and return its id; readers see it at once.

    It replaces the one of the same two vintages, which stays. BadInput as of ``require_crosswalk``.
    """
    crosswalk = require_crosswalk(report, leave_out_faulty=leave_out_faulty)
    with begin_write(engine) as connection:
        return write_crosswalk(connection, crosswalk, report.build_document(), by=by, now=now)


def _name_files(report: CrosswalkReport) -> Place:
    path = report.options.list_path
    return Place(file=path.name if path else None)
