"""The second factor: six digits from an app (TOTP, RFC 6238), and recovery codes for a lost phone."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from loket.accounts.errors import CodeWrong
from loket.accounts.models import Account, RecoveryCode
from loket.database import utc_now

STEP_SECONDS = 30
ISSUER = "Loket"
RECOVERY_CODES = 10
SECRET_BYTES = 20  # as RFC 4226 recommends; 32 letters, without padding
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
_CODE_LENGTH = 16


def secret_of(seed: bytes) -> str:
    """The shared secret made of 20 bytes or more that nobody can guess, Base32."""
    return base64.b32encode(seed[:SECRET_BYTES]).decode()


def provisioning_uri(email: str, secret: str) -> str:
    """What the QR code holds, for an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def matching_step(secret: str, code: str, now: datetime, after: int = 0) -> int | None:
    """The time step the code belongs to (now, or one beside it), newer than ``after``; None if it fits none."""
    digits = "".join(code.split())
    totp = pyotp.TOTP(secret)
    present = int(now.timestamp()) // STEP_SECONDS
    for step in (present, present - 1, present + 1):
        if step > after and hmac.compare_digest(totp.at(step * STEP_SECONDS).encode(), digits.encode()):
            return step
    return None


def set_second_factor(session: Session, account: Account, secret: str, code: str) -> list[str]:
    """Take the secret over once a code proves that the app has it; returns new recovery codes, shown this once.

    Raises CodeWrong.
    """
    step = matching_step(secret, code, utc_now())
    if step is None:
        raise CodeWrong
    account.totp_secret, account.totp_step = secret, step
    return renew_recovery_codes(session, account)


def check_code(session: Session, account: Account, code: str) -> bool:
    """Use up a code of the app or a recovery code; returns whether it was a recovery code. Raises CodeWrong.

    Each counts once: of two requests with the same code at the same moment, one is refused.
    """
    step = matching_step(account.totp_secret, code, utc_now(), account.totp_step) if account.totp_secret else None
    if step is not None:
        taken = update(Account).where(Account.id == account.id, Account.totp_step < step).values(totp_step=step)
        if session.scalar(taken.returning(Account.id)) is not None:
            return False
        raise CodeWrong
    use = (
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account.id,
            RecoveryCode.code_hash == _hash(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=utc_now())
    )
    if session.scalar(use.returning(RecoveryCode.id)) is None:
        raise CodeWrong
    return True


def renew_recovery_codes(session: Session, account: Account) -> list[str]:
    """Ten new codes; the old ones are worth nothing any more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH)) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(account_id=account.id, code_hash=_hash(code)) for code in codes)
    session.flush()
    return ["-".join(code[start : start + 4] for start in range(0, _CODE_LENGTH, 4)) for code in codes]


def remaining_recovery_codes(session: Session, account: Account) -> int:
    """How many are unused."""
    unused = select(func.count()).where(RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None))
    return session.scalar(unused) or 0


def forget_second_factor(session: Session, account: Account) -> None:
    """Take app and codes away, when a superior resets the account."""
    account.totp_secret, account.totp_step = "", 0
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))


def _hash(code: str) -> str:
    """Plain SHA-256 is enough: a code is 79 random bits, nobody guesses through it."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
