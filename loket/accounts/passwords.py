"""Passwords: which are accepted, how they are kept. argon2id by pwdlib."""

from __future__ import annotations

import threading

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from loket.accounts.errors import PasswordRefused

# OWASP's second setting of argon2id: 19 MiB, two passes. More would not fit a web process of 150 MB under attack.
_HASHER = PasswordHash((Argon2Hasher(memory_cost=19 * 1024, time_cost=2, parallelism=1),))
_AT_ONCE = threading.Semaphore(1)
MIN_LENGTH = 12
MAX_LENGTH = 200
_FREQUENT = (
    "password", "passw0rd", "katasandi", "kata sandi", "qwerty", "admin", "loket", "indonesia", "12345", "abcde",
    "merdeka", "bismillah", "sayang", "rahasia",
)  # fmt: skip
# Hash of nothing anybody can type: whoever asks for an unknown account waits as long as for a known one.
_NOBODY = _HASHER.hash("\x00" * MIN_LENGTH)


def hash_password(password: str) -> str:
    """The argon2id hash, with its salt and parameters."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def verify_password(password: str, password_hash: str) -> bool:
    """Whether the password fits; an empty hash fits nothing and takes as long."""
    with _AT_ONCE:
        try:
            fits = _HASHER.verify(password[:MAX_LENGTH], password_hash or _NOBODY)
        except UnknownHashError:
            return False
    return fits and bool(password_hash)


def check_password(password: str, email: str, name: str) -> None:
    """Raise PasswordRefused, saying how to mend it, for one that is too short or easily guessed."""
    if len(password) < MIN_LENGTH:
        raise PasswordRefused(
            f"Kata sandi terlalu pendek: pakai paling sedikit {MIN_LENGTH} huruf atau angka, misalnya empat kata acak."
        )
    if len(password) > MAX_LENGTH:
        raise PasswordRefused(f"Kata sandi terlalu panjang: paling banyak {MAX_LENGTH} huruf.")
    plain = password.casefold()
    own = [part for part in (email.partition("@")[0].casefold(), *name.casefold().split()) if len(part) > 3]
    rest = plain
    for word in (*own, *_FREQUENT):
        rest = rest.replace(word, "")
    if len(set(plain)) < 5 or len(rest) < MIN_LENGTH // 2:
        raise PasswordRefused(
            "Kata sandi mudah ditebak: jangan pakai nama, email, atau kata yang umum. Coba empat kata acak."
        )
