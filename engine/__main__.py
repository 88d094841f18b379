"""``python -m engine`` serves the trained model; ``python -m engine train`` trains it. See docs/architecture.md."""

import argparse
import os
import sys

from engine import lean
from engine.settings import PROJECT_ROOT, SettingsError, get_settings


def _prepare() -> None:
    """Set what Rasa's modules read when they are imported."""
    settings = get_settings()
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["SANIC_WORKERS"] = "1"
    # The lexicon is no input that Rasa's training cache would see change.
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"
    os.environ.setdefault("RASA_CACHE_DIRECTORY", str(settings.home / "cache" / "rasa"))
    os.environ["LOKET_ACTIONS_PORT"] = str(settings.actions_port)
    # endpoints.yml and the components' names are relative to the project.
    os.chdir(PROJECT_ROOT)
    lean.install()


def main() -> int:
    """Run the command; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m engine", description=__doc__)
    parser.add_argument("command", nargs="?", choices=["serve", "train"], default="serve")
    command = parser.parse_args().command
    try:
        _prepare()
        from engine import server, training
        from engine.linking.lexicon import LexiconError

        try:
            return training.train() if command == "train" else server.serve()
        except LexiconError as error:
            raise SettingsError(str(error)) from error
    except SettingsError as error:
        sys.stderr.write(f"engine: {error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
