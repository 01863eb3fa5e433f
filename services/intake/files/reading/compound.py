"""The streams of an OLE compound file: what old Office files, and encrypted new ones, are made of.

Layout: [MS-CFB], Compound File Binary File Format.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

_ENTRY_SIZE = 128
_END = 0xFFFFFFFA  # this and above is no sector


@dataclass(frozen=True)
class CompoundFile:
    """The directory of a compound file: name → (first sector, size), and what is needed to follow sectors."""

    content: bytes
    entries: dict[str, tuple[int, int]]
    sector_size: int
    next_sectors: tuple[int, ...]
    mini_cutoff: int
    mini_start: int

    @classmethod
    def open(cls, content: bytes) -> CompoundFile:
        """Return the directory; ValueError where the file is cut off or damaged."""
        shift, fat_count, directory, cutoff, mini_start = _read_header(content)
        if shift not in (9, 12):
            raise ValueError("sector size")
        size = 1 << shift
        table = b"".join(_read_sector(content, size, number) for number in _list_fat_sectors(content, size, fat_count))
        following = struct.unpack(f"<{len(table) // 4}I", table)
        listing = _read_chain(content, size, following, directory)
        return cls(content, _list_entries(listing), size, following, cutoff, mini_start)

    def read_stream(self, name: str) -> bytes:
        """Return the bytes of a stream; KeyError where there is none of that name."""
        start, length = self.entries[name]
        if length >= self.mini_cutoff:
            return _read_chain(self.content, self.sector_size, self.next_sectors, start)[:length]
        root = _read_chain(self.content, self.sector_size, self.next_sectors, self.entries["Root Entry"][0])
        table = _read_chain(self.content, self.sector_size, self.next_sectors, self.mini_start)
        following = struct.unpack(f"<{len(table) // 4}I", table)
        return _read_chain(bytes(64) + root, 64, following, start)[:length]


def _read_header(content: bytes) -> tuple[int, ...]:
    if len(content) < 512:
        raise ValueError("header")
    (shift,) = struct.unpack_from("<H", content, 30)
    fat_count, directory = struct.unpack_from("<II", content, 44)
    cutoff, mini_start = struct.unpack_from("<II", content, 56)
    return shift, fat_count, directory, cutoff, mini_start


def _list_fat_sectors(content: bytes, size: int, count: int) -> list[int]:
    numbers = list(struct.unpack_from("<109I", content, 76))
    (more,) = struct.unpack_from("<I", content, 68)
    while more < _END and len(numbers) < count:
        sector = struct.unpack(f"<{size // 4}I", _read_sector(content, size, more))
        numbers += sector[:-1]
        more = sector[-1]
    return [number for number in numbers[:count] if number < _END]


def _read_sector(content: bytes, size: int, number: int) -> bytes:
    start = (number + 1) * size  # the header takes the place of one sector
    sector = content[start : start + size]
    if not sector:
        raise ValueError("sector beyond the end")
    return sector.ljust(size, b"\x00")


def _read_chain(content: bytes, size: int, following: tuple[int, ...], start: int) -> bytes:
    sectors: list[bytes] = []
    number = start
    while number < _END:
        if number >= len(following) or len(sectors) > len(following):
            raise ValueError("chain of sectors")
        sectors.append(_read_sector(content, size, number))
        number = following[number]
    return b"".join(sectors)


def _list_entries(listing: bytes) -> dict[str, tuple[int, int]]:
    entries: dict[str, tuple[int, int]] = {}
    for offset in range(0, len(listing), _ENTRY_SIZE):
        entry = listing[offset : offset + _ENTRY_SIZE]
        (name_size,) = struct.unpack_from("<H", entry, 64)
        if entry[66] == 0 or not 2 <= name_size <= 64:
            continue
        name = entry[: name_size - 2].decode("utf-16-le", "replace")
        start, length = struct.unpack_from("<II", entry, 116)
        entries.setdefault(name, (start, length))
    return entries
