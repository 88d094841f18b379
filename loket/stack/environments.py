"""Builds the environments under ``.venv``: tools (uv), app (Python 3.12), engine (Python 3.10).

Standard library only and any Python from 3.8: it runs before anything is installed.
``python3 -m loket.stack.environments [--dev]`` from the project's folder.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from loket.stack.errors import SetupError

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "requirements"
UV = VENV / "tools" / "bin" / "uv"
STEPS = 7  # 1-3 here, 4-7 in loket.stack.setup
# Pure Python, published without a wheel; everything else must come as a wheel, so that no compiler is ever needed.
WITHOUT_WHEEL = ("docopt", "mattermostwrapper", "randomname")
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")  # Debian's package ca-certificates
NEEDED_BYTES = 5 * 1024**3  # both environments take 3.4 GB, and uv keeps its cache beside them


def announce(number: int, what: str, work: Callable[[], bool]) -> None:
    """Run one step and say how long it took; ``work`` tells whether there was anything to do."""
    print(f"[{number}/{STEPS}] {what} ...", end=" ", flush=True)
    started = time.monotonic()
    print(f"({time.monotonic() - started:.0f} s)" if work() else "sudah siap", flush=True)


def fingerprint(paths: Sequence[Path], *extra: str) -> str:
    """A hash of the files' contents and of ``extra``."""
    digest = hashlib.sha256()
    for part in extra:
        digest.update(part.encode() + b"\0")
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def run(command: Sequence[str], failure: str) -> None:
    """Run a command, its output beside ours; raise SetupError(failure) if it fails."""
    print(flush=True)  # the tool's own progress begins on a line of its own
    # PYENV_VERSION lets pyenv show both of its Pythons; elsewhere nothing reads it.
    environment = {**os.environ, "PYENV_VERSION": "3.12:3.10"}
    environment.pop("VIRTUAL_ENV", None)
    if SYSTEM_CERTIFICATES.exists():  # many offices' proxies have an authority of their own, which uv does not know
        environment.setdefault("UV_SYSTEM_CERTS", "true")
    if subprocess.run(list(command), cwd=ROOT, env=environment, check=False).returncode != 0:
        raise SetupError(failure)


def works(python: Path) -> bool:
    """Whether this interpreter is there and starts (its base may have been removed)."""
    if not python.exists():
        return False
    return subprocess.run([str(python), "-c", ""], check=False, stderr=subprocess.DEVNULL).returncode == 0


def is_stamped(folder: Path, name: str, value: str) -> bool:
    stamp = folder / f".loket-{name}"
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == value


def write_stamp(folder: Path, name: str, value: str) -> None:
    (folder / f".loket-{name}").write_text(value, encoding="utf-8")


def prepare_tools() -> bool:
    """uv, in a small environment of its own: no tool of the user's is touched."""
    folder, wanted = VENV / "tools", fingerprint([REQUIREMENTS / "tools.txt"])
    python = folder / "bin" / "python"
    if is_stamped(folder, "tools", wanted) and UV.exists():
        return False
    if not works(python) or not works_with_pip(python):
        shutil.rmtree(folder, ignore_errors=True)
        make_tools_environment(folder)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "-r", str(REQUIREMENTS / "tools.txt")],
        "uv tidak dapat dipasang: periksa sambungan internet atau proksi, lalu ulangi perintah ini.")  # fmt: skip
    write_stamp(folder, "tools", wanted)
    return True


def works_with_pip(python: Path) -> bool:
    return subprocess.run([str(python), "-m", "pip", "--version"], check=False, capture_output=True).returncode == 0


def make_tools_environment(folder: Path) -> None:
    """Debian's python3 comes without ensurepip; say which package brings it."""
    made = subprocess.run([sys.executable, "-m", "venv", str(folder)], check=False, capture_output=True, text=True)
    if made.returncode != 0:
        shutil.rmtree(folder, ignore_errors=True)
        if "ensurepip" in made.stdout + made.stderr:
            raise SetupError("Python di komputer ini tidak punya venv: jalankan 'sudo apt-get install python3-venv', "
                             "lalu ulangi perintah ini.")  # fmt: skip
        raise SetupError(f"Folder {folder} tidak dapat dibuat: {made.stderr.strip().splitlines()[-1:]}")


def make_environment(folder: Path, version: str) -> bool:
    """An empty environment of this Python, unless a working one is there; True if it was made."""
    if works(folder / "bin" / "python"):
        return False
    free = shutil.disk_usage(ROOT).free
    if free < NEEDED_BYTES:
        raise SetupError(f"Ruang disk tinggal {free / 1024**3:.1f} GB, padahal pemasangan perlu "
                         f"{NEEDED_BYTES // 1024**3} GB: kosongkan ruang, lalu ulangi perintah ini.")  # fmt: skip
    run([str(UV), "venv", "--quiet", "--clear", "--python", version, str(folder)],
        f"Python {version} tidak ada di komputer ini dan tidak dapat diunduh: periksa sambungan internet, atau pasang "
        f"Python {version} sendiri, lalu ulangi perintah ini.")  # fmt: skip
    return True


def install(folder: Path, requirements: Path, *options: str) -> None:
    """Add what the lock file names; nothing else is removed, so that tests and run can share an environment."""
    sources = [part for name in WITHOUT_WHEEL for part in ("--no-binary", name)]
    run([str(UV), "pip", "install", "--python", str(folder / "bin" / "python"), "--require-hashes",
         "--only-binary", ":all:", *sources, *options, "-r", str(requirements)],
        f"Paket dari {requirements.relative_to(ROOT)} tidak dapat dipasang: periksa sambungan internet dan ruang disk, "
        "lalu ulangi perintah ini.")  # fmt: skip


def prepare_environment(folder: Path, version: str, lock_files: Sequence[Path], *options: str) -> bool:
    """Bring one environment to its lock files; True if anything was done."""
    made = make_environment(folder, version)
    done = made
    for lock_file in lock_files:
        wanted = fingerprint([lock_file], version, *options)
        if made or not is_stamped(folder, lock_file.stem, wanted):
            install(folder, lock_file, *options)
            write_stamp(folder, lock_file.stem, wanted)
            done = True
    return done


def write_launcher(folder: Path) -> None:
    """``.venv/app/bin/loket``. An editable install would build a package, which needs a download of its own."""
    launcher = folder / "bin" / "loket"
    text = f"#!/bin/sh\nPYTHONPATH='{ROOT}' exec '{folder}/bin/python' -m loket.cli.app \"$@\"\n"
    if not launcher.is_file() or launcher.read_text(encoding="utf-8") != text:
        launcher.write_text(text, encoding="utf-8")
        launcher.chmod(0o755)


def prepare_app(with_dev: bool) -> bool:
    names = ["app.txt", "dev.txt"] if with_dev else ["app.txt"]
    done = prepare_environment(VENV / "app", "3.12", [REQUIREMENTS / name for name in names])
    write_launcher(VENV / "app")
    return done


def prepare_engine(with_dev: bool) -> bool:
    names = ["engine.txt", "engine-dev.txt"] if with_dev else ["engine.txt"]
    # The lock leaves tensorflow out (docs/decisions.md), which only --no-deps accepts.
    return prepare_environment(VENV / "engine", "3.10", [REQUIREMENTS / name for name in names], "--no-deps")


def prepare_all(with_dev: bool) -> None:
    """Steps 1 to 3. Two of them at once would trip over each other, so the second waits."""
    VENV.mkdir(exist_ok=True)
    with (VENV / ".lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        announce(1, "uv", prepare_tools)
        announce(2, "Lingkungan aplikasi (Python 3.12)", lambda: prepare_app(with_dev))
        announce(3, "Lingkungan mesin bahasa (Python 3.10)", lambda: prepare_engine(with_dev))


def main() -> int:
    parser = argparse.ArgumentParser(description="Menyiapkan lingkungan Python di .venv")
    parser.add_argument("--dev", action="store_true", help="juga alat untuk uji dan pemeriksaan")
    try:
        prepare_all(parser.parse_args().dev)
    except (SetupError, OSError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
