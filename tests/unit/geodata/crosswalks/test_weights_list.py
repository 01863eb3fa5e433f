"""Weights and sizes are read with what they measure and who gave them."""

from __future__ import annotations

from pathlib import Path

import pytest

from geodata.crosswalks.crosswalk import WeightBasis
from geodata.crosswalks.weights_list import read_sizes, read_weights
from geodata.errors import BadInput


def write(folder: Path, text: str) -> Path:
    path = folder / "weights.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_shares_are_read_as_shares(tmp_path: Path) -> None:
    path = write(tmp_path, "from_code,to_code,weight\n00003,00007,30%\n00003,00008,70%\n")
    weights = read_weights(path, WeightBasis.POPULATION, "Cục Thống kê")
    assert weights.frame["weight"].tolist() == [0.3, 0.7]
    assert (weights.is_share, weights.basis, weights.source) == (True, WeightBasis.POPULATION, "Cục Thống kê")


def test_people_are_read_as_amounts(tmp_path: Path) -> None:
    weights = read_weights(
        write(tmp_path, "Mã xã cũ;Mã xã mới;Dân số\n00003;00007;300\n00003;00008;1234\n"), WeightBasis.POPULATION
    )
    assert weights.frame["weight"].tolist() == [300, 1234]
    assert weights.is_share is False


def test_a_file_without_weights_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read_weights(write(tmp_path, "from_code,to_code\n00003,00007\n"), WeightBasis.AREA)
    assert caught.value.code == "column_missing"


def test_an_empty_weight_is_told_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read_weights(write(tmp_path, "from_code,to_code,weight\n00003,00007,1\n00003,00008,\n"), WeightBasis.AREA)
    assert (caught.value.place.row, caught.value.place.column) == (3, "weight")


def test_sizes_are_read_from_the_column_named(tmp_path: Path) -> None:
    path = write(tmp_path, "code,population_2009,population_2019\n00001,5,7\n00002,6,\n,8,9\n")
    assert read_sizes(path, WeightBasis.POPULATION, column="population_2019").sizes == {"00001": 7.0}
    assert read_sizes(path, WeightBasis.POPULATION, column="Population 2009").sizes == {"00001": 5.0, "00002": 6.0}


def test_a_code_may_stand_twice_with_one_size(tmp_path: Path) -> None:
    path = write(tmp_path, "from_code,to_code,from_size\n00001,00007,5\n00001,00008,5\n00002,00008,6\n")
    found = read_sizes(path, WeightBasis.POPULATION, column="from_size").sizes
    assert found == {"00001": 5.0, "00002": 6.0}


def test_a_code_with_two_sizes_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="stands on two rows"):
        read_sizes(write(tmp_path, "code,size\n00001,5\n00001,6\n"), WeightBasis.POPULATION)
