"""The encoding of a text table: UTF-8, UTF-16, the Vietnamese code page 1258, or TCVN3 and VNI from before them."""

from __future__ import annotations

import codecs
import unicodedata

from geodata.errors import BadInput, Bilingual, Place
from services.intake.files.legacy_cells import decode_bytes

LEGACY = "legacy"  # TCVN3 or VNI, decoded by its words
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def decode_table(content: bytes, file_name: str) -> tuple[str, str]:
    """Return the text of a table in NFC and the name of its encoding; BadInput where it is no text."""
    encoding = _find_encoding(content)
    legacy = decode_bytes(content) if encoding == "cp1258" else None
    if legacy is not None and _count_controls(legacy) == 0:
        return unicodedata.normalize("NFC", legacy), LEGACY
    try:
        text = content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise build_not_text(file_name) from None
    if "\x00" in text or _count_controls(text) > 0:
        raise build_not_text(file_name)
    # Code page 1258 writes tones as combining characters.
    return unicodedata.normalize("NFC", text), encoding


def find_unicode(content: bytes) -> str:
    """Return the encoding by its mark or its zeros, UTF-8 where neither shows."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    sample = content[:4096]
    if sample[1::2].count(0) > len(sample) // 4:
        return "utf-16-le"
    if sample[0::2].count(0) > len(sample) // 4:
        return "utf-16-be"
    return "utf-8"


def _find_encoding(content: bytes) -> str:
    encoding = find_unicode(content)
    if encoding != "utf-8":
        return encoding
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1258"
    return "utf-8"


def _count_controls(text: str) -> int:
    return sum(1 for char in text[:20_000] if ord(char) < 32 and char not in "\t\r\n\x0b\x0c")


def build_not_text(file_name: str) -> BadInput:
    """Return the error for bytes that are no text in any encoding known here."""
    return BadInput(
        "table_not_text",
        Bilingual(f"«{file_name}» không phải bảng văn bản đọc được", f"«{file_name}» is no readable text table"),
        Bilingual(
            "Lưu lại từ Excel dạng .xlsx, hoặc «CSV UTF-8».", "Save it again from Excel as .xlsx or as «CSV UTF-8»."
        ),
        Place(file=file_name),
    )
