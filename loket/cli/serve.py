"""``loket setup`` and ``loket run``."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import typer

from loket.cli.output import command, console
from loket.settings import Settings, get_settings
from loket.stack.console import Console
from loket.stack.preflight import check_home, check_ports, check_token
from loket.stack.processes import processes_of
from loket.stack.setup import first_admin_link, prepare
from loket.stack.stack import Stack


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("setup", help="Siapkan basis data, data awal, leksikon, dan model; yang sudah siap dilewati.")(setup)
    app.command("run", help="Siapkan lalu jalankan semua proses sampai Ctrl-C.")(run)


@command
def setup() -> None:
    """Steps 4 to 7."""
    prepare(get_settings())


@command
def run(
    quiet: bool = typer.Option(False, "--quiet", help="Jangan tampilkan catatan proses (tetap di LOKET_HOME/logs)."),
) -> None:
    """Serve until a signal says stop."""
    settings = get_settings()
    check_home(settings.home)
    check_ports(processes_of(settings))  # said before minutes of set-up, not after
    username = check_token(settings)
    prepare(settings)
    stack = Stack(settings)
    with stop_signals() as stopped:
        stack.start()
        logs = None if quiet else Console(stack.home / "logs", stack.names)
        try:
            stack.wait_healthy(report=_say_healthy, should_stop=stopped.is_set)
            if not stopped.is_set():
                console.print(_where(stack, settings, username), style="bold green", highlight=False, soft_wrap=True)
                console.print(_admin(settings), highlight=False, soft_wrap=True)
            while not stopped.wait(1):
                stack.check_supervised()
        finally:
            console.print("Loket dihentikan ...", highlight=False)
            stack.stop()
            if logs:
                logs.close()


def _say_healthy(name: str, seconds: float) -> None:
    console.print(f"  siap: {name} ({seconds:.0f} s)", highlight=False)


def _where(stack: Stack, settings: Settings, username: str | None) -> str:
    if stack.chat_url:
        return f"Loket siap. Halaman obrolan: {stack.chat_url}"
    if username:
        return f"Loket siap. Bot Telegram: https://t.me/{username}"
    if settings.telegram_bot_token.get_secret_value():
        return "Loket berjalan, tetapi Telegram belum dapat dihubungi; bot mencoba terus. Periksa sambungan internet."
    return f"Loket siap. Halaman web: {stack.web_url}"


def _admin(settings: Settings) -> str:
    link = first_admin_link(settings)
    if link is None:
        return f"Situs admin: {settings.resolved_web_url}/admin"
    hours = f"{settings.invitation_hours:g}"
    return f"Undangan admin pertama (sekali pakai, {hours} jam; hanya untuk Anda): {link}"


@contextmanager
def stop_signals() -> Iterator[threading.Event]:
    """An event that Ctrl-C, SIGTERM and a closed terminal set, so that stopping happens in one place."""
    stopped = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # under nohup it outlives the terminal
        numbers.append(signal.SIGHUP)
    before = {number: signal.signal(number, on_signal) for number in numbers}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
