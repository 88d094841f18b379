"""Charts as drawn, and what importing them leaves behind."""

from __future__ import annotations

import sys

import web.figures.charts


def test_importing_the_charts_leaves_no_import_hook_that_python_3_12_does_not_know() -> None:
    assert web.figures.charts.WIDTH > 0
    assert [hook for hook in sys.meta_path if not hasattr(hook, "find_spec")] == []
