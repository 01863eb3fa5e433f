"""Archives from outside are opened only when they are whole, unlocked, of sane size and stay within themselves."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from geodata.archives import ArchiveLimits, open_archive
from geodata.errors import BadInput
from tests.fixtures.boundary_samples import write_zip


def _read_all(path: Path, limits: ArchiveLimits | None) -> None:
    with open_archive(path, limits) as archive:
        for name in archive.names:
            archive.read(name)


def _refuse(path: Path, limits: ArchiveLimits | None = None) -> str:
    with pytest.raises(BadInput) as error:
        _read_all(path, limits)
    assert error.value.place.file == path.name
    return error.value.code


def test_entries_are_read_and_unpacked_where_we_say(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"x/y.txt": b"content", "__MACOSX/y.txt": b"", "x/.DS_Store": b""})
    with open_archive(path) as archive:
        assert archive.names == ("x/y.txt",)
        assert archive.read("x/y.txt") == b"content"
        assert archive.unpack("x/y.txt", tmp_path / "out").read_bytes() == b"content"


def test_a_truncated_archive_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.txt": b"content" * 100})
    path.write_bytes(path.read_bytes()[:-30])
    assert _refuse(path) == "archive_broken"


def test_an_archive_with_damaged_content_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.txt": bytes(range(256)) * 40})
    damaged = bytearray(path.read_bytes())
    damaged[60:90] = b"\xff" * 30
    path.write_bytes(bytes(damaged))
    assert _refuse(path) == "archive_broken"


def test_a_locked_archive_is_refused(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.txt": b"content"})
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.index(signature) + offset
        content[place : place + 2] = struct.pack("<H", 0x1)
    path.write_bytes(bytes(content))
    assert _refuse(path) == "archive_locked"


def test_bombs_are_refused_before_anything_is_unpacked(tmp_path: Path) -> None:
    dense = write_zip(tmp_path / "dense.zip", {"a.shp": b"\0" * (20 << 20)})
    assert _refuse(dense) == "archive_too_large"
    many = write_zip(tmp_path / "many.zip", {f"{number}.geojson": b"" for number in range(30)})
    assert _refuse(many, ArchiveLimits(entry_count=20)) == "archive_too_large"
    large = write_zip(tmp_path / "large.zip", {"a": b"abc" * 1000})
    assert _refuse(large, ArchiveLimits(total_bytes=2000)) == "archive_too_large"


def test_a_size_that_lies_does_not_get_more_through(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.shp": b"\0" * (20 << 20)})
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = content.index(signature) + offset
        content[place : place + 4] = struct.pack("<I", 1000)
    path.write_bytes(bytes(content))
    assert _refuse(path) == "archive_broken"


@pytest.mark.parametrize("name", ["../a.shp", "x/../../a.shp", "/etc/a.shp", "C:/a.shp", "..\\a.shp", "\\a.shp"])
def test_paths_that_lead_outside_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        entry = zipfile.ZipInfo("placeholder")
        entry.filename = name
        archive.writestr(entry, b"content")
    assert _refuse(path) == "archive_path_unsafe"
