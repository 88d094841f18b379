"""The office form by itself."""

from __future__ import annotations

import pytest

from web.offices.form import OfficeForm


@pytest.mark.parametrize("text", ["-7.7628, 110.4041", "-7.7628;110.4041", "-7.7628 110.4041", "−7.7628, 110.4041"])
def test_a_pair_copied_from_another_map_is_read(text: str) -> None:
    content, problems = OfficeForm(values={"latitude": text}).content()

    assert (content.latitude, content.longitude, problems) == (-7.7628, 110.4041, [])
