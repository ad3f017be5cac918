"""The node package in a small stand-in for ComfyUI, drawing with a real box."""

from __future__ import annotations

import json
import math
import sys
import threading
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edged.api.comfy_nodes import nodes_of
from edged.client import Box as Client
from runtime.pack import Pack
from runtime.prompt import read
from scripts.box import Box
from tests.clients.host import PACKAGE, Bar, Graph, Host, Interrupted, host
from tests.edged.kindly import kindly
from tests.source import ROOT
from tests.toybox import painter_held, socket_of, toy_box
from tests.toypack import build_toy_pack, toy_vocabulary

WORKFLOWS = PACKAGE / "example_workflows"
NAMES = ("Qwen_Image_Cute_Animal_For_Kids", "Choose_A_Box")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("box")


@pytest.fixture(scope="module")
def box(home: Path) -> Iterator[Box]:
    # A step takes long enough for whoever listens to hear of each.
    build_toy_pack(home / "packs/cute-animals", slow_ms=30)
    with toy_box(home) as running:
        yield running


@pytest.fixture
def comfy(tmp_path: Path, box: Box, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """Whose `auto` finds this box."""
    monkeypatch.setenv("EDGED_BOX", box.url)
    with host(tmp_path) as running:
        yield running


def workflow(name: str) -> Graph:
    graph: Graph = json.loads((WORKFLOWS / f"{name}_api.json").read_text("utf-8"))
    return graph


def generator(**inputs: Any) -> Graph:
    given = {"text_prompt": "a yellow duck", **inputs}
    return {"1": {"class_type": "QwenImageGenerator", "inputs": given}}


def understood_of(text: str) -> str:
    return " · ".join(part.word for part in read(text, toy_vocabulary()).understood)


@pytest.mark.parametrize("name", NAMES)
def test_every_example_draws(comfy: Host, name: str) -> None:
    graph = workflow(name)
    shown = comfy.run(graph)
    *_, last = shown.values()
    (image,) = last["images"]
    assert image.size == (512, 512)
    (words,) = next(output["text"] for output in shown.values() if "text" in output)
    texts = [node["inputs"].get("text_prompt") for node in graph.values()]
    assert words == understood_of(next(filter(None, texts)))


def test_the_generator_gives_a_tensor_and_what_was_understood(comfy: Host) -> None:
    kind = comfy.nodes["QwenImageGenerator"]
    answer = kind().draw("a yellow duck with a red hat", "kids_cute_v2", "256x256", 3)
    tensor, understood = answer["result"]
    assert (tuple(tensor.shape), str(tensor.dtype)) == ((1, 256, 256, 3), "torch.float32")
    assert 0.0 <= float(tensor.min()) < float(tensor.max()) <= 1.0
    assert understood == understood_of("a yellow duck with a red hat")
    (shown,) = answer["ui"]["images"]
    assert (comfy.temp / shown["filename"]).read_bytes().startswith(b"\x89PNG")
    again, _ = kind().draw("a yellow duck with a red hat", resolution="256x256", seed=3)["result"]
    assert np.array_equal(again.numpy(), tensor.numpy())


def test_only_a_text_is_needed_and_then_every_run_is_another_picture(comfy: Host) -> None:
    kind = comfy.nodes["QwenImageGenerator"]
    assert comfy.run(generator())["1"]["text"] == ["yellow · duck"]
    assert math.isnan(kind.IS_CHANGED(text_prompt="a duck"))
    assert kind.IS_CHANGED(text_prompt="a duck", seed=3) == 0.0


def test_progress_and_previews_go_through_comfyuis_own_bar(comfy: Host) -> None:
    comfy.run(generator())
    values = [value for value, _, _ in Bar.told]
    assert values == sorted(values)
    assert {total for _, total, _ in Bar.told} == {8}
    kind, image, largest = next(preview for _, _, preview in Bar.told if preview)
    assert (kind, image.mode, largest) == ("JPEG", "RGB", 512)


def test_comfyuis_button_cancels_the_picture_at_the_box(
    comfy: Host, box: Box, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGED_TOKEN", "a-workflow-that-is-stopped")

    def press() -> None:
        comfy.stop = True

    with painter_held(home):
        threading.Timer(0.5, press).start()
        with pytest.raises(Interrupted):
            comfy.run(generator())
        (picture,) = Client(box.url).get("/v1/pictures")["pictures"]
    assert picture["state"] == "cancelled"


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"text_prompt": "拿着枪的熊"}, kindly("拿着枪的熊", "zh")),
        ({"text_prompt": "a bear with a gun"}, kindly("a bear with a gun", "en")),
        ({"text_prompt": ""}, "Tell me which animal to draw."),
        ({"resolution": "9x9"}, "There is no size"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_the_boxs_words(
    comfy: Host, wish: dict[str, Any], words: str
) -> None:
    with pytest.raises(RuntimeError, match=words[:20]):
        comfy.run(generator(**wish))


def test_a_box_is_chosen_by_its_address(comfy: Host, box: Box) -> None:
    def at(address: str) -> Graph:
        chosen: Graph = {"2": {"class_type": "EdgedBox", "inputs": {"address": address}}}
        return chosen | generator(box=["2", 0])

    assert comfy.run(at(box.url))["1"]["images"]
    assert comfy.run(at(f"127.0.0.1:{box.port}"))["1"]["images"]
    with pytest.raises(RuntimeError, match=r"No picture box answers at 127\.0\.0\.1:9"):
        comfy.run(at("127.0.0.1:9"))
    with pytest.raises(RuntimeError, match="not a box's address"):
        comfy.run(at("a b"))


def test_a_paired_box_wants_a_key(tmp_path: Path) -> None:
    with host(tmp_path) as comfy, toy_box(tmp_path / "box", more='access = "paired"\n') as paired:
        admin = Client(socket_of(tmp_path / "box"))
        key = admin.post("/admin/devices", {"name": "ComfyUI"})["token"]

        def at(key: str) -> Graph:
            inputs = {"address": paired.url, "key": key}
            return {"2": {"class_type": "EdgedBox", "inputs": inputs}} | generator(box=["2", 0])

        with pytest.raises(RuntimeError, match="does not belong to the class"):
            comfy.run(at(""))
        assert comfy.run(at(key))["1"]["images"]


def test_a_box_that_goes_away_is_said(tmp_path: Path) -> None:
    with host(tmp_path) as comfy, toy_box(tmp_path / "box") as going:
        chosen: Graph = {"2": {"class_type": "EdgedBox", "inputs": {"address": going.url}}}
        with painter_held(tmp_path / "box"):
            threading.Timer(0.5, going.process.kill).start()
            with pytest.raises(RuntimeError, match="box"):
                comfy.run(chosen | generator(box=["2", 0]))
        going.process.wait(60)


def test_without_comfyuis_own_modules_it_draws_all_the_same(
    tmp_path: Path, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGED_BOX", box.url)
    with host(tmp_path, bare=True) as comfy:
        assert comfy.run(generator())["1"]["images"] == []


def test_the_package_needs_nothing_that_comfyui_lacks(comfy: Host) -> None:
    has = {"torch", "numpy", "PIL", "comfy", "folder_paths", *sys.stdlib_module_names}
    for path in PACKAGE.glob("*.py"):
        for line in path.read_text("utf-8").splitlines():
            words = line.split()
            if words[:1] in (["import"], ["from"]) and not words[1].startswith("."):
                assert words[1].partition(".")[0] in has, line
    assert comfy.names.keys() == comfy.package.NODE_CLASS_MAPPINGS.keys()


def test_the_packages_metadata_is_what_comfyuis_registry_asks_for() -> None:
    data = tomllib.loads((PACKAGE / "pyproject.toml").read_text("utf-8"))
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    project, comfy = data["project"], data["tool"]["comfy"]
    assert project["version"] == ours["version"]
    assert project["dependencies"] == []
    assert project["name"] == project["name"].lower()
    assert set(comfy) >= {"PublisherId", "DisplayName", "Icon"}
    assert (PACKAGE / "LICENSE").read_text() == (ROOT / "LICENSE").read_text()
    assert (PACKAGE / project["readme"]).exists()


def test_the_box_and_the_package_describe_the_nodes_alike(comfy: Host) -> None:
    pack = Pack.open(ROOT / "packs" / "cute-animals")
    told = json.loads(json.dumps({k: v.info() for k, v in nodes_of(pack.manifest).items()}))
    for name, kind in comfy.package.NODE_CLASS_MAPPINGS.items():
        inputs = json.loads(json.dumps(kind.INPUT_TYPES()))
        assert told[name]["input"] == inputs
        assert told[name]["output"] == list(kind.RETURN_TYPES)
        assert told[name]["output_name"] == list(kind.RETURN_NAMES)
        assert told[name]["output_node"] == getattr(kind, "OUTPUT_NODE", False)
        assert told[name]["category"] == kind.CATEGORY
        assert told[name]["display_name"] == comfy.names[name]


@pytest.mark.parametrize("name", NAMES)
def test_both_forms_of_an_example_say_the_same(comfy: Host, name: str) -> None:
    page = json.loads((WORKFLOWS / f"{name}.json").read_text("utf-8"))
    links = {link[0]: link for link in page["links"]}
    graph: Graph = {}
    for node in page["nodes"]:
        inputs: dict[str, Any] = {}
        values = list(node["widgets_values"])
        for slot in node["inputs"]:
            if "widget" in slot:
                inputs[slot["name"]] = values.pop(0)
                if slot["name"] == "seed":
                    assert values.pop(0) in {"fixed", "randomize"}
            elif slot["link"] is not None:
                _, source, output, target, _, kind = links[slot["link"]]
                assert (target, kind) == (node["id"], slot["type"])
                inputs[slot["name"]] = [str(source), output]
        assert not values
        graph[str(node["id"])] = {"class_type": node["type"], "inputs": inputs}
    for node in (plain := workflow(name)).values():
        assert node.pop("_meta")["title"]
        assert node["class_type"] in comfy.nodes
    assert graph == plain


@pytest.mark.parametrize("name", NAMES)
def test_every_example_runs_on_the_box_itself(box: Box, name: str) -> None:
    id = box.ask("/prompt", {"prompt": workflow(name)})["prompt_id"]
    deadline = time.monotonic() + 60
    while not (found := box.ask(f"/history/{id}")):
        assert time.monotonic() < deadline
    shown = list(found[id]["outputs"].values())[-1]["images"][0]
    assert box.read(f"/view?filename={shown['filename']}").startswith(b"\x89PNG")
