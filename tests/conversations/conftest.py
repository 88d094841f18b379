"""Makes the stories of this folder tests; see loket/stories/pytest_plugin.py."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.import_plugin("loket.stories.pytest_plugin")
