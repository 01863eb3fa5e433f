"""Zip archives from outside: opened only when whole, unlocked and of sane size; unpacked only where we say."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from geodata.errors import BadInput, Bilingual, Place

_COPY_BYTES = 1 << 20
_LOCKED_FLAG = 0x1


@dataclass(frozen=True)
class ArchiveLimits:
    """How much an archive may hold. The whole country in full detail is 629 MB in 3,355 files, packed 13 to 1."""

    entry_count: int = 20_000
    total_bytes: int = 4 << 30
    ratio: int = 200
    ratio_free_bytes: int = 16 << 20  # below this size a high ratio harms nobody: blank-padded dBase text packs 100 : 1


@dataclass(frozen=True)
class Archive:
    """An open archive that passed the checks; ``names`` are the safe entry names, folders left out."""

    path: Path
    names: tuple[str, ...]
    _zip: zipfile.ZipFile

    def read(self, name: str) -> bytes:
        """Return one entry whole, its check sum verified."""
        with _reporting(self.path, name):
            return self._zip.read(name)

    def unpack(self, name: str, target: Path) -> Path:
        """Write one entry to ``target`` (a path we chose) and return it; the archive's own paths are never used."""
        with _reporting(self.path, name), self._zip.open(name) as stream, target.open("wb") as out:
            shutil.copyfileobj(stream, out, _COPY_BYTES)
        return target


@contextmanager
def open_archive(path: Path, limits: ArchiveLimits | None = None) -> Iterator[Archive]:
    """Give the archive at ``path``; raise BadInput where it is broken, locked, bomb-like or reaches outside itself."""
    with _reporting(path), zipfile.ZipFile(path) as opened:
        entries = [entry for entry in opened.infolist() if not entry.is_dir()]
        _check_entries(path, entries, limits or ArchiveLimits())
        yield Archive(path, tuple(entry.filename for entry in entries if _is_content(entry.filename)), opened)


def _is_content(name: str) -> bool:
    return not name.startswith("__MACOSX/") and not PurePosixPath(name).name.startswith(".")


def _check_entries(path: Path, entries: list[zipfile.ZipInfo], limits: ArchiveLimits) -> None:
    _check_size(path, entries, limits)
    for entry in entries:
        place = Place(file=path.name, text=entry.filename)
        if entry.flag_bits & _LOCKED_FLAG:
            raise _refuse_locked(place)
        if _reaches_outside(entry.filename):
            raise _refuse_path(place)


def _check_size(path: Path, entries: list[zipfile.ZipInfo], limits: ArchiveLimits) -> None:
    total = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    too_dense = total > limits.ratio_free_bytes and total > limits.ratio * packed
    if len(entries) > limits.entry_count or total > limits.total_bytes or too_dense:
        gigabytes = f"{total / 2**30:.1f}"
        raise BadInput(
            "archive_too_large",
            Bilingual(
                f"Tệp nén bung ra quá lớn: {len(entries)} tệp, {gigabytes} GB, gấp {total // packed} lần",
                f"It unpacks to too much: {len(entries)} files, {gigabytes} GB, {total // packed} times its size",
            ),
            Bilingual(
                f"Chỉ nén các tệp ranh giới (tối đa {limits.entry_count} tệp, {limits.total_bytes >> 30} GB).",
                f"Pack the boundary files only (at most {limits.entry_count} files, {limits.total_bytes >> 30} GB).",
            ),
            Place(file=path.name),
        )


def _reaches_outside(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return name.startswith(("/", "\\")) or ".." in parts or (bool(parts) and ":" in parts[0])


def _refuse_locked(place: Place) -> BadInput:
    return BadInput(
        "archive_locked",
        Bilingual("Tệp nén có mật khẩu", "The archive is protected by a password"),
        Bilingual("Giải nén rồi nén lại không đặt mật khẩu.", "Unpack it and pack it again without a password."),
        place,
    )


def _refuse_path(place: Place) -> BadInput:
    return BadInput(
        "archive_path_unsafe",
        Bilingual("Tệp nén chứa đường dẫn trỏ ra ngoài", "The archive holds a path that leads outside of it"),
        Bilingual("Nén lại từ thư mục chứa tệp ranh giới.", "Pack it again from the folder of the boundary files."),
        place,
    )


@contextmanager
def _reporting(path: Path, name: str | None = None) -> Iterator[None]:
    """Turn the many ways in which a broken archive fails into one error that names it."""
    try:
        yield
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise _refuse_broken(path, name, error) from error
    except Exception as error:
        # zlib, bz2 and lzma raise errors of their own; none of them is a subclass of the others.
        if type(error).__module__.split(".")[0] in ("zlib", "_lzma", "lzma", "_bz2", "struct"):
            raise _refuse_broken(path, name, error) from error
        raise


def _refuse_broken(path: Path, name: str | None, error: Exception) -> BadInput:
    return BadInput(
        "archive_broken",
        Bilingual("Tệp nén hỏng hoặc tải chưa hết", "The archive is broken or was not downloaded to its end"),
        Bilingual(
            "Tải hoặc chép lại tệp; thử mở bằng máy khác.", "Download or copy it again; try to open it elsewhere."
        ),
        Place(file=path.name, text=name or str(error)),
    )
