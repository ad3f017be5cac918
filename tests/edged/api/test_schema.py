"""The description of the API and the box agree: schemathesis asks every operation, rightly and wrongly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, GenerationMode
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from scripts.box import Box
from tests.toybox import toy_box

CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]
EXAMPLES = 5
"""Of each operation."""
ANSWER_LIMIT_S = 60


@pytest.fixture(scope="module")
def own_box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    """Of these tests alone: they leave many odd pictures behind."""
    with toy_box(tmp_path_factory.mktemp("schema"), more="[queue]\nper_device = 1000\n") as running:
        yield running


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_the_box_answers_as_its_description_says(own_box: Box, mode: GenerationMode) -> None:
    description = schemathesis.openapi.from_url(f"{own_box.url}/openapi.json")
    wrong: list[str] = []
    for found in description.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()
        try:
            _ask(operation, mode)
        except Unsatisfiable:
            continue  # Nothing can be wrong about it.
        except FailureGroup as failures:
            wrong += [f"{operation.label}: {each}" for each in failures.exceptions]
    assert not wrong, "\n\n".join(wrong)


def _ask(operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode) -> None:
    """Raises FailureGroup."""

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(checks=CHECKS, timeout=ANSWER_LIMIT_S)

    ask()
