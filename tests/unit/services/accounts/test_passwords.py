import unicodedata

import pytest
from argon2 import PasswordHasher
from argon2.profiles import RFC_9106_LOW_MEMORY

from geodata.errors import BadInput
from services.accounts.passwords import (
    ALPHABET,
    LONGEST_PASSWORD,
    check_password_rule,
    hash_password,
    is_outdated,
    make_password,
    verify_password,
)


@pytest.mark.parametrize(
    "password",
    [
        "hoa sen trắng 17 bông",
        "correct horse battery staple",
        "nắng-mưa-là-việc-của-trời",
        "Tr4%kLm!9zQp",
        "🐃🐃 gặm cỏ ven đê",
        "x" * 3 + "lúa nếp cái hoa vàng",
        "lúa nếp " * 32,
        "🐃🌾🌧🌞🏡🐓🐟🌱🍚🎋🪷🛶",
    ],
)
def test_long_and_unexpected_passwords_are_good_whatever_they_are_made_of(password: str) -> None:
    check_password_rule("can-bo", password)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "password_too_short"),
        ("lúa nếp cái", "password_too_short"),
        (unicodedata.normalize("NFD", "ếếếếếếabcd"), "password_too_short"),  # 22 code points, 10 characters
        ("lúa nếp " * 33, "password_too_long"),
        ("nguyen.van.an", "password_like_name"),
        ("NguyenVanAn2026", "password_like_name"),
        ("Nguyễn Văn An 1", "password_like_name"),
        ("nguyen.van.an.nguyen.van.an", "password_like_name"),
        ("aaaaaaaaaaaaaaaa", "password_too_common"),
        ("121212121212", "password_too_common"),
        ("123456789012", "password_too_common"),
        ("qwertyuiop123", "password_too_common"),
        ("1q2w3e4r5t6y", "password_too_common"),
        ("Password1234!", "password_too_common"),
        ("MatKhau@123456", "password_too_common"),
        ("mật khẩu 12345", "password_too_common"),
        ("admin@baophu2026", "password_too_common"),
        ("passwordpassword", "password_too_common"),
    ],
)
def test_each_rule_refuses_with_its_reason_in_both_languages(password: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        check_password_rule("nguyen.van.an", password)
    assert refused.value.code == code
    assert refused.value.message.vi != refused.value.message.en
    assert refused.value.hint.vi != refused.value.hint.en
    assert not password or password not in str(refused.value.message) + str(refused.value.place)


def test_hashes_are_argon2id_with_the_parameters_that_the_library_recommends() -> None:
    hashed = hash_password("hoa sen trắng 17 bông")
    recommended = RFC_9106_LOW_MEMORY
    assert hashed.startswith(
        f"$argon2id$v=19$m={recommended.memory_cost},t={recommended.time_cost},p={recommended.parallelism}$"
    )
    assert hashed != hash_password("hoa sen trắng 17 bông")
    assert not is_outdated(hashed)
    assert is_outdated(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("x"))


def test_a_password_is_the_same_however_the_keyboard_puts_its_accents_together() -> None:
    hashed = hash_password(unicodedata.normalize("NFC", "nếp cái hoa vàng"))
    assert verify_password(hashed, unicodedata.normalize("NFD", "nếp cái hoa vàng"))
    assert not verify_password(hashed, "nep cai hoa vang")


def test_what_merely_begins_with_the_longest_password_is_wrong() -> None:
    longest = "lúa " * (LONGEST_PASSWORD // 4)
    hashed = hash_password(longest)
    assert verify_password(hashed, longest)
    assert not verify_password(hashed, longest + "!")
    assert not verify_password(hashed, longest + "!" * 100_000)


def test_passwords_made_at_random_differ_and_keep_the_rule() -> None:
    made = {make_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        check_password_rule("can-bo", password)
        assert set(password) <= {*ALPHABET, "-"}
