"""Graphs, whole and in short, and what is wrong with them, in ComfyUI's own words."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from aiohttp import ClientSession

from edged.refusals import PromptEmpty
from scripts.box import Box
from tests.edged.comfying import DUCK, SNIPPET, graph, history, post, refused
from tests.edged.kindly import kindly
from tests.source import ROOT

WORKFLOWS = ROOT / "clients" / "comfyui" / "example_workflows"


@pytest.mark.parametrize(
    "body",
    [
        {"prompt": SNIPPET},
        SNIPPET,
        {"prompt": {"class_type": "QwenImageGenerator", "inputs": SNIPPET}},
        {"class_type": "QwenImageGenerator", "inputs": SNIPPET},
        {"prompt": {"QwenImageGenerator": SNIPPET}},
        {"prompt": {"1": {"class_type": "QwenImageGenerator", "inputs": SNIPPET}}},
        {"prompt": {"7": {"class_type": "QwenImageGenerator", "inputs": {"text_prompt": DUCK}}}},
    ],
)
async def test_the_generators_inputs_alone_run_by_themselves(
    web: ClientSession, body: dict[str, Any]
) -> None:
    id = (await post(web, "/prompt", body))["prompt_id"]
    ((_, output),) = (await history(web, id))["outputs"].items()
    assert output["text"] == ["黄色 · 小鸭子 · 红色 · 帽子"]
    (shown,) = output["images"]
    assert shown["type"] == "temp"
    async with web.get("/view", params=shown) as answer:
        assert answer.content_type == "image/png"


async def test_a_node_that_is_not_here_is_said_as_comfyui_says_it(web: ClientSession) -> None:
    strange = {"4": {"class_type": "KSampler", "inputs": {}, "_meta": {"title": "My sampler"}}}
    answer = await refused(web, {"prompt": graph() | strange})
    assert answer == {
        "error": {
            "type": "missing_node_type",
            "message": "Node 'My sampler' not found. The custom node may not be installed.",
            "details": "Node ID '#4'",
            "extra_info": {
                "node_id": "4",
                "class_type": "KSampler",
                "node_title": "My sampler",
            },
        },
        "node_errors": {},
    }
    nameless = await refused(web, {"prompt": {"4": {"inputs": {}}}})
    assert nameless["error"]["type"] == "missing_node_type"
    assert nameless["error"]["extra_info"]["class_type"] is None


@pytest.mark.parametrize(
    ("node", "inputs", "type"),
    [
        ("5", {"style_tag": "noir"}, "value_not_in_list"),
        ("5", {"resolution": "9x9"}, "value_not_in_list"),
        ("5", {"seed": -1}, "value_smaller_than_min"),
        ("5", {"seed": 2**60}, "value_bigger_than_max"),
        ("5", {"seed": "many"}, "invalid_input_type"),
        ("5", {"box": "here"}, "invalid_input_type"),
        ("5", {"box": ["5", 0]}, "return_type_mismatch"),
        ("5", {"box": ["77", 0]}, "bad_linked_input"),
        ("5", {"box": ["3"]}, "bad_linked_input"),
        ("5", {"text_prompt": ["5", 1]}, "custom_validation_failed"),
    ],
)
async def test_what_is_wrong_with_a_node_is_said_at_the_node(
    web: ClientSession, node: str, inputs: dict[str, Any], type: str
) -> None:
    answer = await refused(web, {"prompt": graph(**inputs)})
    assert answer["error"]["type"] == "prompt_outputs_failed_validation"
    assert answer["error"]["message"] == "Prompt outputs failed validation"
    ((id, found),) = answer["node_errors"].items()
    assert (id, found["class_type"]) == (node, "QwenImageGenerator")
    assert found["dependent_outputs"] == ["5", "9"]
    assert type in {each["type"] for each in found["errors"]}
    (name,) = inputs
    assert found["errors"][0]["extra_info"]["input_name"] == name
    assert answer["error"]["details"].startswith(found["errors"][0]["message"])


async def test_what_is_missing_and_what_leads_nowhere_is_said(web: ClientSession) -> None:
    lost = graph()
    del lost["5"]["inputs"]["text_prompt"]
    found = (await refused(web, {"prompt": lost}))["node_errors"]["5"]["errors"]
    assert found == [
        {
            "type": "required_input_missing",
            "message": "Required input is missing",
            "details": "text_prompt",
            "extra_info": {"input_name": "text_prompt"},
        }
    ]
    only = {"3": {"class_type": "EdgedBox", "inputs": {}}}
    assert (await refused(web, {"prompt": only}))["error"]["type"] == "prompt_no_outputs"
    assert (await refused(web, {}))["error"]["type"] == "no_prompt"
    assert (await refused(web, {"prompt": []}))["error"]["type"] == "no_prompt"
    assert (await refused(web, {"prompt": {}}))["error"]["type"] == "prompt_no_outputs"
    named = await refused(web, {"prompt": graph(), "prompt_id": "mine"})
    assert named["error"]["type"] == "invalid_prompt_id"
    many = {str(n): {"class_type": "EdgedBox", "inputs": {}} for n in range(65)}
    assert (await refused(web, {"prompt": many}))["error"]["type"] == "too_many_nodes"
    five = {str(n): graph()["5"] | {"inputs": SNIPPET} for n in range(5)}
    assert (await refused(web, {"prompt": five}))["error"]["type"] == "too_many_pictures"


async def test_one_good_output_is_enough(web: ClientSession) -> None:
    """As in ComfyUI: an output that cannot be had is left out, and the answer says why."""
    half = graph() | {"10": {"class_type": "PreviewImage", "inputs": {}}}
    answer = await post(web, "/prompt", {"prompt": half})
    ((id, found),) = answer["node_errors"].items()
    assert (id, found["dependent_outputs"]) == ("10", ["10"])
    assert [each["type"] for each in found["errors"]] == ["required_input_missing"]
    assert set((await history(web, answer["prompt_id"]))["outputs"]) == {"5", "9"}


async def test_a_workflow_as_the_page_keeps_it_is_asked_for_in_its_other_form(
    web: ClientSession,
) -> None:
    workflow = json.loads((WORKFLOWS / "Qwen_Image_Cute_Animal_For_Kids.json").read_text("utf-8"))
    for body in (workflow, {"prompt": workflow}):
        error = (await refused(web, body))["error"]
        assert error["type"] == "invalid_prompt"
        assert "API" in error["details"]


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("拿着枪的熊", kindly("拿着枪的熊", "zh")),
        ("a bear with a gun", kindly("a bear with a gun", "en")),
        (" ", PromptEmpty().message("en")),
    ],
)
async def test_a_refusal_is_told_kindly_at_the_node(
    web: ClientSession, prompt: str, words: str
) -> None:
    answer = await refused(web, {"prompt": graph(prompt)})
    (found,) = answer["node_errors"]["5"]["errors"]
    assert found["type"] == "custom_validation_failed"
    assert found["details"] == f"text_prompt - {words}"
    assert found["extra_info"]["input_name"] == "text_prompt"


def test_a_script_sees_an_error_of_http_where_the_graph_is_wrong(box: Box) -> None:
    data = json.dumps({"prompt": {"1": {"class_type": "X"}}}).encode()
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(urllib.request.Request(f"{box.url}/prompt", data=data))
    with error.value as answer:
        assert answer.code == 400
