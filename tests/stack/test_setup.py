"""Setting up: done once, skipped after that, said in steps; lock files and environments by their hashes."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from loket.settings import PROJECT_ROOT, Settings
from loket.stack import environments, setup
from loket.stack.errors import SetupError
from loket.stack.lock import without_never
from loket.stack.stack import Stack, side_by_side

LOCKED = """\
tabulate==0.9.0 \\
    --hash=sha256:aa
    # via rasa
tensorflow==2.12.0 ; sys_platform == 'never' \\
    --hash=sha256:bb \\
    --hash=sha256:cc
    # via
    #   --override requirements/engine-overrides.txt
    #   rasa
tensorflow-cpu==2.12.0 \\
    --hash=sha256:dd
"""


def test_a_second_setup_does_nothing_and_is_fast(running_stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    model = running_stack.home / "models" / "loket.tar.gz"
    before = model.stat().st_mtime_ns
    capsys.readouterr()

    began = time.monotonic()
    setup.prepare(running_stack.settings)

    assert time.monotonic() - began < 5
    lines = capsys.readouterr().out.splitlines()
    assert [line[:5] for line in lines] == ["[4/7]", "[5/7]", "[6/7]", "[7/7]"]
    assert all(line.endswith("sudah siap") for line in lines)
    assert model.stat().st_mtime_ns == before


def test_another_home_takes_the_trained_model_instead_of_training(running_stack: Stack, tmp_path: Path) -> None:
    settings = side_by_side(tmp_path)

    assert setup.train(settings) is True

    trained = (running_stack.home / "models" / "loket.tar.gz").read_bytes()
    assert (tmp_path / "models" / "loket.tar.gz").read_bytes() == trained
    assert not (tmp_path / "logs" / "train.log").exists()
    assert setup.train(settings) is False


def test_training_follows_what_the_model_is_made_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("config.yml", "data/nlu/cost.yml", "data/seed/services.yaml", "engine/linking/linker.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1")
    monkeypatch.setattr(setup, "PROJECT_ROOT", tmp_path)
    seen = {setup.training_fingerprint()}

    for name in ("config.yml", "data/nlu/cost.yml", "data/seed/services.yaml", "engine/linking/linker.py"):
        (tmp_path / name).write_text("2")
        seen.add(setup.training_fingerprint())
    (tmp_path / "data" / "nlu" / "new.yml").write_text("")
    seen.add(setup.training_fingerprint())
    (tmp_path / "engine" / "linking" / "linker.pyc").write_text("compiled")
    seen.add(setup.training_fingerprint())

    assert len(seen) == 6


def test_turns_are_read_by_classifiers_not_taught_with_them(running_stack: Stack) -> None:
    few = PROJECT_ROOT / "tests" / "engine" / "nlu.yml"

    found = setup.held_out_readings(running_stack.settings, [["makasih ya"], ["biaya ktp berapa"]], few)

    assert {text: reading["intent"]["name"] for text, reading in found.items()} == {
        "makasih ya": "thanks",
        "biaya ktp berapa": "cost",
    }
    with pytest.raises(SetupError, match=r"train\.log"):
        setup.held_out_readings(running_stack.settings, [["x"]], few.with_name("missing.yml"))


@pytest.mark.parametrize("url", ["mysql://x/y", "not a url", "sqlite://", "sqlite:///:memory:"])
def test_a_database_we_cannot_serve_is_said_with_the_setting(tmp_path: Path, url: str) -> None:
    with pytest.raises(SetupError, match="LOKET_DATABASE_URL"):
        setup.upgrade_database(Settings(home=tmp_path, database_url=url))


def test_a_database_out_of_reach_is_said_without_its_password(tmp_path: Path) -> None:
    settings = side_by_side(tmp_path, database_url="postgresql://loket:rahasia@127.0.0.1:1/loket")

    with pytest.raises(SetupError, match="LOKET_DATABASE_URL") as refused:
        setup.prepare(settings)

    assert "rahasia" not in str(refused.value)


def test_a_broken_database_file_is_said_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "loket.sqlite").write_bytes(b"bukan basis data" * 100)

    with pytest.raises(SetupError, match=r"loket\.sqlite rusak .*cadangan"):
        setup.prepare(side_by_side(tmp_path))


def test_a_database_file_that_cannot_be_made_is_said_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("")

    with pytest.raises(SetupError, match=r"berkas.*LOKET_DATABASE_URL"):
        setup.prepare(side_by_side(tmp_path, database_url=f"sqlite:///{tmp_path}/berkas/loket.sqlite"))


def test_the_environments_are_not_touched_a_second_time() -> None:
    command = ["python3", "-m", "loket.stack.environments", "--dev"]
    subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, timeout=300, check=True)  # where pytest came first

    done = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, timeout=60, check=True)

    assert [line.endswith("sudah siap") for line in done.stdout.splitlines()] == [True, True, True]


def test_the_launcher_works_from_any_folder(tmp_path: Path) -> None:
    loket = PROJECT_ROOT / ".venv" / "app" / "bin" / "loket"

    done = subprocess.run(
        [loket, "run", "--help"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
    )

    assert "Ctrl-C" in done.stdout


class Tools:
    """Stands in for uv: remembers what it was asked to do."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.installed: list[str] = []

    def run(self, command: list[str], _failure: str) -> None:
        if "venv" in command:
            self.folder.mkdir(exist_ok=True)
        else:
            self.installed.append(Path(command[-1]).name)


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tools:
    made = Tools(tmp_path / "environment")
    monkeypatch.setattr(environments, "run", made.run)
    monkeypatch.setattr(environments, "works", lambda python: python.parent.parent.exists())
    monkeypatch.setattr(environments, "ROOT", tmp_path)
    monkeypatch.setattr(environments, "NEEDED_BYTES", 0)
    return made


def test_only_the_changed_lock_file_is_installed_again(tools: Tools, tmp_path: Path) -> None:
    app, dev = tmp_path / "app.txt", tmp_path / "dev.txt"
    app.write_text("a==1")
    dev.write_text("b==1")

    assert environments.prepare_environment(tools.folder, "3.12", [app, dev]) is True
    assert environments.prepare_environment(tools.folder, "3.12", [app, dev]) is False
    dev.write_text("b==2")
    assert environments.prepare_environment(tools.folder, "3.12", [app, dev]) is True

    assert tools.installed == ["app.txt", "dev.txt", "dev.txt"]


def test_an_install_that_failed_is_tried_again(tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = tmp_path / "app.txt"
    app.write_text("a==1")
    tools.folder.mkdir()

    def broken(_command: list[str], failure: str) -> None:
        raise SetupError(failure)

    monkeypatch.setattr(environments, "run", broken)
    with pytest.raises(SetupError, match="sambungan internet"):
        environments.prepare_environment(tools.folder, "3.12", [app])

    monkeypatch.setattr(environments, "run", tools.run)
    assert environments.prepare_environment(tools.folder, "3.12", [app]) is True
    assert tools.installed == ["app.txt"]


def test_too_little_disk_is_said_before_gigabytes_are_fetched(
    tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environments, "NEEDED_BYTES", 2**60)

    with pytest.raises(SetupError, match="Ruang disk"):
        environments.make_environment(tools.folder, "3.12")

    assert tools.installed == []


def test_the_never_true_line_leaves_the_lock_and_nothing_else_does() -> None:
    kept = without_never(LOCKED)

    assert kept == LOCKED[: LOCKED.index("tensorflow==")] + LOCKED[LOCKED.index("tensorflow-cpu==") :]
    assert without_never(kept) == kept


@pytest.mark.parametrize("name", ["app", "dev", "engine", "engine-dev"])
def test_every_locked_package_has_a_hash(name: str) -> None:
    lines = (PROJECT_ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    pinned = [number for number, line in enumerate(lines) if "==" in line and not line.lstrip().startswith("#")]

    assert pinned
    assert all("--hash=sha256:" in lines[number + 1] for number in pinned)


@pytest.mark.parametrize(("is_there", "said"), [(True, "true"), (False, "")])
def test_downloads_trust_what_the_machine_trusts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], is_there: bool, said: str
) -> None:
    certificates = tmp_path / "ca-certificates.crt"
    if is_there:
        certificates.write_text("")
    monkeypatch.setattr(environments, "SYSTEM_CERTIFICATES", certificates)
    monkeypatch.delenv("UV_SYSTEM_CERTS", raising=False)

    environments.run(["sh", "-c", 'echo "[$UV_SYSTEM_CERTS]"'], "gagal")

    assert f"[{said}]" in capfd.readouterr().out
