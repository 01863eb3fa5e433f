"""Passwords: which are good enough, how they are kept, and how one is made at random.

The rule follows NIST SP 800-63B on passwords: a length, a list of what is commonly used or expected, no rules of
composition, nothing cut off, and Unicode in one normal form before it is hashed.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from geodata.errors import BadInput, Bilingual
from geodata.names import strip_accents

SHORTEST_PASSWORD = 12  # characters; revision 3 asks for 8, revision 4 for 15 where nothing is asked besides
LONGEST_PASSWORD = 256
FEWEST_DIFFERENT = 5  # characters: «aaaaaaaaaaaa» and «121212121212» have fewer
LEAST_OF_ITS_OWN = 6  # letters and digits beside the words below and runs of the keyboard
# What people begin with where they are asked for a long password; tried first by whoever guesses.
COMMON_WORDS = (
    "matkhau", "password", "passw0rd", "p@ssw0rd", "admin", "administrator", "welcome", "letmein", "iloveyou",
    "anhyeuem", "emyeuanh", "vietnam", "hanoi", "saigon", "baophu", "bhxh", "baohiemxahoi", "baohiem", "xahoi",
    "football", "monkey", "dragon", "superman", "changeme", "abc", "xyz", "quanly", "canbo", "officer", "test",
)  # fmt: skip
RUNS = ("0123456789", "9876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1q2w3e4r5t6y")
SHORTEST_RUN = 3
# Letters and digits that are not mistaken for each other when read from a screen.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP_LENGTH = 4, 5  # 20 of 31 characters: 99 bits


def check_password_rule(name: str, password: str) -> None:
    """Raise BadInput where a password is too short, too long, too like the account's name, or too common."""
    length = len(_normalise(password))
    if length < SHORTEST_PASSWORD:
        raise _refuse(
            "password_too_short",
            Bilingual(f"Mật khẩu mới có {length} ký tự, quá ngắn", f"The new password has only {length} characters"),
            Bilingual(
                f"Dùng ít nhất {SHORTEST_PASSWORD} ký tự; một câu vài từ, có dấu cách, dễ nhớ và tốt nhất.",
                f"Use at least {SHORTEST_PASSWORD}; a phrase of some words with blanks is easy to keep, and best.",
            ),
        )
    if length > LONGEST_PASSWORD:
        raise _refuse(
            "password_too_long",
            Bilingual("Mật khẩu mới quá dài", "The new password is too long"),
            Bilingual(f"Dùng nhiều nhất {LONGEST_PASSWORD} ký tự.", f"Use at most {LONGEST_PASSWORD} characters."),
        )
    if _is_like_name(name, password):
        raise _refuse(
            "password_like_name",
            Bilingual("Mật khẩu mới giống tên đăng nhập", "The new password is like the name of the account"),
            Bilingual("Chọn mật khẩu không chứa tên của mình.", "Choose one that is not made of your name."),
        )
    if _is_common(password):
        raise _refuse(
            "password_too_common",
            Bilingual(
                "Mật khẩu mới là loại hay bị đoán trước nhất", "The new password is among the first to be guessed"
            ),
            Bilingual(
                "Tránh dãy phím, ký tự lặp và các từ như «matkhau», «password»; dùng vài từ không liên quan.",
                "Avoid runs of keys, repetitions and words like «matkhau», «password»; use some unrelated words.",
            ),
        )


def hash_password(password: str) -> str:
    """Return the argon2id hash with the parameters that argon2-cffi recommends, which stand within it."""
    return _hasher().hash(_normalise(password))


def verify_password(password_hash: str, password: str) -> bool:
    """Tell whether the password is the one of the hash; takes the same time either way."""
    try:
        # One character too many is kept, so that a text that merely begins with the password is wrong.
        return _hasher().verify(password_hash, _normalise(password)[: LONGEST_PASSWORD + 1])
    except VerificationError:
        return False


def is_outdated(password_hash: str) -> bool:
    """Tell whether the hash was made with other parameters than those recommended now."""
    return _hasher().check_needs_rehash(password_hash)


@lru_cache(maxsize=1)
def hash_of_nobody() -> str:
    """Return a hash that no known password has, to spend on a name without an account the time of one with."""
    return hash_password(secrets.token_urlsafe())


def make_password() -> str:
    """Return a random password that can be read from a screen and typed."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP_LENGTH))
    return "-".join(letters[start : start + GROUP_LENGTH] for start in range(0, len(letters), GROUP_LENGTH))


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    return PasswordHasher()


def _normalise(password: str) -> str:
    """Return the text that is hashed: «ế» is one, two or three code points, depending on the keyboard."""
    return unicodedata.normalize("NFKC", password)


def _fold(text: str) -> str:
    return "".join(letter for letter in strip_accents(_normalise(text)).casefold() if letter.isalnum())


def _is_like_name(name: str, password: str) -> bool:
    own_name, folded = _fold(name), _fold(password)
    return own_name in folded and len(folded.replace(own_name, "")) < LEAST_OF_ITS_OWN


def _is_common(password: str) -> bool:
    folded = strip_accents(_normalise(password)).casefold()
    if len(set(folded)) < FEWEST_DIFFERENT:
        return True
    plain = re.sub(r"[^\w@]|_", "", folded)
    if not plain:  # signs only: on no list, and each of them its own
        return False
    for word in sorted(COMMON_WORDS, key=len, reverse=True):
        plain = plain.replace(word, "")
    return len(_drop_runs(plain)) < LEAST_OF_ITS_OWN


def _drop_runs(text: str) -> str:
    """Return the text without the stretches that follow the keyboard, the alphabet or the digits."""
    kept, start = "", 0
    while start < len(text):
        length = max(_measure_run(text[start:], run) for run in RUNS)
        if length < SHORTEST_RUN:
            kept += text[start]
            length = 1
        start += length
    return kept


def _measure_run(text: str, run: str) -> int:
    """Return how many characters at the head of ``text`` follow ``run``."""
    at = run.find(text[0])
    if at < 0:
        return 0
    length = 0
    while length < len(text) and at + length < len(run) and text[length] == run[at + length]:
        length += 1
    return length


def _refuse(code: str, message: Bilingual, hint: Bilingual) -> BadInput:
    return BadInput(code, message, hint)
