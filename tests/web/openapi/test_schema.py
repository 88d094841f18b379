"""schemathesis holds every route to the OpenAPI document: status, media type, shape; a bounded number of examples.

Its pytest plugin does not fit our pytest (9.1 took ``_nodeid`` away), so its strategies are given to hypothesis here.
"""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case

from tests.conftest import Databases
from tests.web.openapi.conftest import settings_for
from web.app import create_app

EXAMPLES = 12
ROUTES = (
    "GET /metadata", "GET /regions", "GET /regions/{region}", "GET /regions/{region}/standards",
    "GET /regions/{region}/standards/{service}", "GET /services", "GET /services/{service}", "GET /categories",
    "GET /standards", "GET /offices", "GET /offices/{office}", "GET /emergency-contacts", "POST /drafts",
    "GET /drafts/{draft}",
)  # fmt: skip


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory, sqlite_databases: Databases) -> Any:
    app = create_app(settings_for(tmp_path_factory.mktemp("schema"), sqlite_databases.seeded()))
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


def test_every_route_is_tried(schema: Any) -> None:
    schema.validate()

    assert {found.ok().label for found in schema.get_all_operations()} == set(ROUTES)


@pytest.mark.parametrize("route", ROUTES)
def test_the_api_is_as_its_document_says(schema: Any, route: str) -> None:
    method, path = route.split(" ")

    @given(case=schema[path][method].as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    def check(case: Case) -> None:
        case.call_and_validate()

    check()
