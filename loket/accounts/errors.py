"""Refusals about accounts. Their texts are for the people who read them."""

from __future__ import annotations

from loket.errors import LoketError


class AccountRefused(LoketError):
    """Something about an account cannot be done; ``field`` names the form's field it is about, if any."""

    field: str = ""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field or self.field


class NotPermitted(AccountRefused):
    """The account may not do this here."""

    def __init__(self, action: str, region: str | None = None) -> None:
        super().__init__("Peran Anda tidak mencakup tindakan ini di wilayah tersebut. Mintalah kepada admin Anda.")
        self.action = action
        self.region = region


class AccountNotFound(AccountRefused):
    def __init__(self, who: str) -> None:
        super().__init__(f"Akun {who!r} tidak ditemukan. Periksa alamat emailnya.", "email")
        self.who = who


class EmailTaken(AccountRefused):
    def __init__(self, email: str) -> None:
        super().__init__(f"Email {email} sudah dipakai akun lain. Tambahkan peran pada akun itu.", "email")
        self.email = email


class InvitationInvalid(AccountRefused):
    """Unknown, used, withdrawn or expired; which of them is nobody's business."""

    def __init__(self) -> None:
        super().__init__("Tautan ini tidak berlaku lagi. Mintalah tautan baru kepada admin Anda.")


class PasswordRefused(AccountRefused):
    field = "password"


class LoginFailed(AccountRefused):
    """Email or password wrong, or the account is disabled: the same words for all, so that none can be told apart."""

    def __init__(self) -> None:
        super().__init__(
            "Email atau kata sandi tidak cocok. Periksa lagi, atau mintalah admin Anda mengatur ulang kata sandi."
        )


class CodeWrong(AccountRefused):
    field = "code"

    def __init__(self) -> None:
        super().__init__("Kode tidak cocok. Tunggu kode berikutnya di aplikasi, lalu ketik keenam angkanya.")


class TooManyAttempts(AccountRefused):
    """``seconds`` to wait before the next attempt is looked at."""

    def __init__(self, seconds: int) -> None:
        minutes, rest = divmod(max(seconds, 1), 60)
        wait = f"{minutes + bool(rest)} menit" if minutes else f"{rest} detik"
        super().__init__(f"Terlalu banyak percobaan. Tunggu {wait}, lalu coba lagi.")
        self.seconds = seconds
