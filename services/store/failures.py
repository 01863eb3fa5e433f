"""What a store may lack that is no defect of ours and that an operator mends: room on the disk, its database."""

from __future__ import annotations

import errno
import sqlite3

from sqlalchemy.exc import DBAPIError, OperationalError

from geodata.errors import BaoPhuError, Bilingual

_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
_DISK_READ_ONLY = (errno.EROFS,)
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_PG_FULL = "53100"
_PG_READ_ONLY = "25006"  # the address leads to a copy that only follows
_PG_GONE = ("08", "57P", "53")  # connection exceptions, operator intervention, too few resources
_SQLITE_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
# What the disk does not let through: read-only, its folder not to be written to, an error of the device.
_SQLITE_UNWRITABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM)
_SQLITE_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class StoreFull(BaoPhuError):  # noqa: N818 (what it is, not that it is one)
    """There is no room left to write."""

    http_status = 507


class StoreAway(BaoPhuError):  # noqa: N818
    """The database does not answer now."""

    http_status = 503


class StoreReadOnly(BaoPhuError):  # noqa: N818
    """The disk or the database takes nothing new."""

    http_status = 503


class StoreDamaged(BaoPhuError):  # noqa: N818
    """The file of the store is not what a database looks like."""

    http_status = 503


def find_failure(error: BaseException) -> BaoPhuError | None:
    """Return what to tell of ``error`` where the store, not the program, is at fault; None for any other error.

    Every change is one transaction: nothing of the one that failed is there.
    """
    if isinstance(error, OSError) and error.errno in _DISK_FULL:
        return _build_full()
    if isinstance(error, OSError) and error.errno in _DISK_READ_ONLY:
        return _build_read_only()
    if not isinstance(error, DBAPIError):
        return None
    cause, state = error.orig, str(getattr(error.orig, "sqlstate", None) or "")
    sqlite_code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # extended codes keep the plain one there
    if state == _PG_FULL or sqlite_code == sqlite3.SQLITE_FULL:
        return _build_full()
    if state == _PG_READ_ONLY or sqlite_code in _SQLITE_UNWRITABLE:
        return _build_read_only()
    if sqlite_code in _SQLITE_DAMAGED:
        return _build_damaged()
    never_connected = isinstance(error, OperationalError) and not state and not sqlite_code
    if never_connected or error.connection_invalidated or state.startswith(_PG_GONE) or sqlite_code in _SQLITE_BUSY:
        return _build_away()
    return None


def _build_full() -> StoreFull:
    return StoreFull(
        "store_full",
        Bilingual("Máy chủ đã hết chỗ trên đĩa", "The disk of the server is full"),
        Bilingual(
            "Chưa có gì được lưu, số liệu đã công bố không đổi. Báo người vận hành dọn đĩa, rồi làm lại.",
            "Nothing was saved; what is published has not changed. Ask the operator to make room, then try again.",
        ),
    )


def _build_away() -> StoreAway:
    return StoreAway(
        "store_away",
        Bilingual("Kho số liệu tạm thời không trả lời", "The database does not answer at present"),
        Bilingual(
            "Chưa có gì được lưu. Thử lại sau ít phút; nếu vẫn vậy, báo người vận hành.",
            "Nothing was saved. Try again in a few minutes; if it stays, tell the operator.",
        ),
    )


def _build_read_only() -> StoreReadOnly:
    return StoreReadOnly(
        "store_read_only",
        Bilingual("Máy chủ không ghi được lên đĩa", "The server cannot write to its disk"),
        Bilingual(
            "Chưa có gì được lưu, số liệu đã công bố không đổi. Báo người vận hành: đĩa chỉ đọc, lỗi hoặc thiếu quyền.",
            "Nothing was saved; what is published has not changed. Tell the operator: the disk is read-only, faulty "
            "or without the rights to write.",
        ),
    )


def _build_damaged() -> StoreDamaged:
    return StoreDamaged(
        "store_damaged",
        Bilingual("Tệp của kho số liệu bị hỏng", "The file of the store is damaged"),
        Bilingual(
            "Báo người vận hành: dừng dịch vụ, giữ lại tệp, khôi phục bản sao lưu gần nhất vào nơi mới.",
            "Tell the operator: stop the service, keep the file, restore the latest backup in a new place.",
        ),
    )
