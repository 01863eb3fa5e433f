"""Attribute texts made readable: code pages and legacy codings decoded, Unicode composed."""

from __future__ import annotations

import unicodedata

import geopandas as gpd
import pandas as pd

from geodata.errors import Bilingual
from geodata.legacy_text import (
    LegacyCoding,
    capitalise_initial_vowels,
    decode_text,
    measure_vietnamese_share,
    recognise_coding,
)
from geodata.plain_text import drop_controls

_TEXT_LIMIT = 254


def decode_attributes(
    frame: gpd.GeoDataFrame, code_page: str | None, *, from_bytes: bool
) -> tuple[gpd.GeoDataFrame, list[Bilingual]]:
    """Return the frame with readable texts and a remark for each legacy coding that was met.

    ``from_bytes`` says that the texts are bytes read as Latin-1 (a Shapefile), in ``code_page`` if that is known.
    """
    decoded = frame.copy()
    remarks: list[Bilingual] = []
    for column in _list_text_columns(frame):
        texts = frame[column].astype(object).where(frame[column].notna(), None).tolist()
        plain, coding = _decode(texts, code_page, from_bytes=from_bytes)
        decoded[column] = pd.array([None if text is None else _compose(text) for text in plain], dtype="string")
        if coding is not None:
            remarks.append(
                Bilingual(
                    f"Cột {column}: chữ {coding}, đã đổi sang Unicode", f"Column {column}: {coding} text, decoded"
                )
            )
    return decoded, remarks


def _list_text_columns(frame: gpd.GeoDataFrame) -> list[str]:
    names = [name for name in frame.columns if name != frame.geometry.name]
    return [name for name in names if pd.api.types.is_string_dtype(frame[name]) or frame[name].dtype == object]


def _decode(
    texts: list[str | None], code_page: str | None, *, from_bytes: bool
) -> tuple[list[str | None], LegacyCoding | None]:
    words = [None if text is None else str(text) for text in texts]
    if from_bytes and (recoded := _recode(words, "utf-8")) is not None:
        return recoded, None
    coding = recognise_coding(text for text in words if text)
    if coding is not None:
        return [None if text is None else _restore(text, coding) for text in words], coding
    if not from_bytes:
        return words, None
    return _choose_code_page(words, code_page), None


def _restore(text: str, coding: LegacyCoding) -> str:
    decoded = decode_text(text, coding)
    return capitalise_initial_vowels(decoded) if coding is LegacyCoding.TCVN3 else decoded


def _choose_code_page(words: list[str | None], code_page: str | None) -> list[str | None]:
    """Return the texts in the named code page, or in 1258 (Vietnamese) or 1252, whichever reads as Vietnamese."""
    candidates = [code_page] if code_page not in (None, "utf-8") else ["cp1258", "cp1252"]
    readings = [reading for page in candidates if (reading := _recode(words, str(page))) is not None]
    return max([*readings, words], key=lambda reading: measure_vietnamese_share(text for text in reading if text))


def _recode(words: list[str | None], codec: str) -> list[str | None] | None:
    """Return bytes that were read as Latin-1 decoded by ``codec``; None where they are not of it."""
    try:
        return [None if word is None else word.encode("latin-1").decode(codec) for word in words]
    except (UnicodeDecodeError, UnicodeEncodeError):
        return None


def _compose(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", drop_controls(text)).split())[:_TEXT_LIMIT].strip()
