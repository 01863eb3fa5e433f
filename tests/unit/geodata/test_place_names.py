from __future__ import annotations

import random
import unicodedata

import pytest

from geodata.areas import Level
from geodata.names import (
    build_search_key,
    build_sort_key,
    find_kind,
    fold_name,
    fold_text,
    have_compatible_accents,
    strip_accents,
)


def fold_last(name: str, level: Level = Level.COMMUNE) -> tuple[str | None, str]:
    folded = fold_name(name, level)[-1]
    return folded.kind, folded.core


@pytest.mark.parametrize(
    ("written", "official"),
    [
        ("XÃ HOÀ BÌNH", "Xã Hòa Bình"),
        ("X. Hoà Bình", "Xã Hòa Bình"),
        ("UBND xã Hòa  Bình", "Xã Hòa Bình"),
        ("Xã\u00a0Hòa\u00a0Bình ", "Xã Hòa Bình"),
        (unicodedata.normalize("NFD", "Xã Hòa Bình"), "Xã Hòa Bình"),
        ("P.01", "Phường 1"),
        ("P 1", "Phường 1"),
        ("Phường 01", "Phường 1"),
        ("TT.Ðiện Biên Ðông", "Thị trấn Điện Biên Đông"),
        ("T.T Ɖiện Biên Đông", "Thị trấn Điện Biên Đông"),
        ("xã Quí Lộc", "Xã Quý Lộc"),
        ("Xã Mĩ Thuỷ", "Xã Mỹ Thủy"),
        ("TT NT Mộc Châu", "Thị trấn Nông trường Mộc Châu"),
        ("Phường Xuân Hương-Đà Lạt", "Phường Xuân Hương - Đà Lạt"),
        ("Xã M’Đrắk", "Xã M'Đrắk"),
        ("Xã An Thạnh 02", "Xã An Thạnh 2"),
        ("ĐK. Côn Đảo", "Đặc khu Côn Đảo"),
    ],
)
def test_spellings_of_one_name_fold_alike(written: str, official: str) -> None:
    assert fold_last(written) == fold_last(official)


@pytest.mark.parametrize(
    ("written", "official"),
    [
        ("TP. Hoà Bình", "Thành phố Hòa Bình"),
        ("TX.Sơn Tây", "Thị xã Sơn Tây"),
        ("BHXH huyện Tủa Chùa", "Huyện Tủa Chùa"),
        ("Q.1", "Quận 1"),
        ("Bảo hiểm xã hội cơ sở Tủa Chùa", "BHXH cơ sở Tủa Chùa"),
    ],
)
def test_spellings_of_one_managing_unit_fold_alike(written: str, official: str) -> None:
    assert fold_last(written, Level.MANAGING_UNIT) == fold_last(official, Level.MANAGING_UNIT)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Xã Ba Tơ", "Xã Ba Tô"),
        ("Xã Yên Viên", "Thị trấn Yên Viên"),
        ("Phường 1", "Phường 10"),
        ("Xã Hoa Lộc", "Xã Hòa Lộc"),
        ("Xã Đông Thành", "Xã Đồng Thành"),
        ("Phường I", "Phường 1"),
    ],
)
def test_names_of_different_places_stay_apart(one: str, other: str) -> None:
    assert fold_last(one) != fold_last(other)


def test_a_name_that_begins_like_a_type_keeps_both_readings() -> None:
    assert [(reading.kind, reading.plain) for reading in fold_name("Xa Dung", Level.COMMUNE)] == [
        (None, "xa dung"),
        ("xã", "dung"),
    ]


def test_a_name_may_lack_accents_but_not_have_others() -> None:
    assert have_compatible_accents(fold_text("Ba To"), fold_text("Ba Tơ"))
    assert have_compatible_accents(fold_text("Dien Bien"), fold_text("Điện Biên"))
    assert not have_compatible_accents(fold_text("Ba Tô"), fold_text("Ba Tơ"))
    assert not have_compatible_accents(fold_text("Điện Biên"), fold_text("Dien Bien"))
    assert not have_compatible_accents(fold_text("Ba"), fold_text("Ba Tơ"))


def test_search_needs_neither_accents_nor_punctuation() -> None:
    assert build_search_key("Phường  Ðống-Đa") == "phuong dong da"
    assert build_search_key("Xã Cư M'Lan") == "xa cu mlan"
    assert strip_accents("Ỷ La") == "Y La"


def test_sorting_follows_the_vietnamese_alphabet_and_the_size_of_numbers() -> None:
    expected = ["An", "Ăn", "Ân", "Da", "Đa", "Hoa", "Hòa", "Hỏa", "Hóa", "Hòa An", "Hoa Ba", "Phường 2", "Phường 10"]
    shuffled = random.Random(3).sample(expected, len(expected))
    assert sorted(shuffled, key=build_sort_key) == expected


def test_the_type_before_a_name_is_found() -> None:
    kind = find_kind("THỊ TRẤN Tủa Chùa")
    assert kind is not None
    assert kind.level == Level.COMMUNE
    assert find_kind("Tủa Chùa") is None
