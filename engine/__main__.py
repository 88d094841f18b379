"""``python -m engine`` serves the trained model, ``python -m engine train`` trains it. See docs/architecture.md.

``python -m engine held-out`` reads texts by classifiers that have not learnt from them.
"""

import argparse
import os
import sys
from pathlib import Path

from engine import lean, logs
from engine.settings import PROJECT_ROOT, SettingsError, get_settings


def _prepare() -> None:
    """Set what Rasa's modules read when they are imported."""
    settings = get_settings()
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["SANIC_WORKERS"] = "1"
    # Messages in hand get this long at SIGTERM; what is not done by then is sent again by the bot.
    os.environ["SANIC_GRACEFUL_SHUTDOWN_TIMEOUT"] = "3"
    # The lexicon is no input that Rasa's training cache would see change.
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"
    os.environ.setdefault("RASA_CACHE_DIRECTORY", str(settings.home / "cache" / "rasa"))
    os.environ["LOKET_ACTIONS_PORT"] = str(settings.actions_port)
    # endpoints.yml and the components' names are relative to the project.
    os.chdir(PROJECT_ROOT)
    # Rasa draws a progress bar for each of its 40 rules unless its own level is low.
    os.environ["LOG_LEVEL"] = "ERROR"
    logs.configure(settings.log_level, settings.log_json)
    lean.install()


def _run(arguments: argparse.Namespace) -> int:
    from engine import held_out, server, training

    if arguments.command == "train":
        return training.train(arguments.nlu, arguments.output)
    if arguments.command == "held-out":
        nlu = Path(arguments.nlu) if arguments.nlu else None
        return held_out.read_held_out(Path(arguments.texts), Path(arguments.output), nlu)
    return server.serve()


def main() -> int:
    """Run the command; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m engine", description=__doc__)
    parser.add_argument("command", nargs="?", choices=["serve", "train", "held-out"], default="serve")
    parser.add_argument("--nlu", metavar="PATH", help="train on these examples in place of data/nlu")
    parser.add_argument("--texts", metavar="FILE", help="held-out: groups of texts, a JSON list of lists")
    parser.add_argument("--output", metavar="FILE", help="write the model (.tar.gz) or the readings (JSON) here")
    arguments = parser.parse_args()
    if arguments.command == "held-out" and not (arguments.texts and arguments.output):
        parser.error("held-out needs --texts and --output")
    try:
        _prepare()
        from engine.linking.lexicon import LexiconError

        try:
            return _run(arguments)
        except LexiconError as error:
            raise SettingsError(str(error)) from error
    except SettingsError as error:
        sys.stderr.write(f"engine: {error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
