"""What tablets are given to draw with by themselves."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from edged.api.pages import WORKER
from scripts.box import Box
from tests.toybox import toy_box
from tests.toypack import build_toy_pack

pytestmark = pytest.mark.needs("make web")


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    """Its model needs no guidance, as tablets want it."""
    folder = tmp_path_factory.mktemp("kit")
    pack = build_toy_pack(folder / "packs" / "cute-animals")
    manifest = json.loads((pack / "manifest.json").read_text())
    (pack / "manifest.json").write_text(json.dumps(manifest | {"guidance": 1.0}))
    with toy_box(folder) as running:
        yield running


@pytest.fixture(scope="module")
def kit(box: Box) -> dict[str, Any]:
    return box.ask("/v1/kit")


def fetched(box: Box, path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    with closing(HTTPConnection("127.0.0.1", box.port)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer, answer.read()


def test_the_kit_lists_the_model_the_words_and_what_runs_them(kit: dict[str, Any]) -> None:
    assert {file["name"] for file in kit["files"]} == {
        *("encoder", "denoiser", "decoder", "preview"),
        *("words", "runtime"),
    }
    assert kit["label"] is True
    assert kit["marks"]["pack"] == "cute-animals 0.1.0"


def test_each_file_is_what_the_kit_says_and_may_be_kept_for_ever(
    box: Box, kit: dict[str, Any]
) -> None:
    types = {"words": "application/json", "runtime": "application/wasm"}
    for file in kit["files"]:
        answer, data = fetched(box, file["url"], **{"Accept-Encoding": "gzip"})
        if answer.getheader("Content-Encoding") == "gzip":
            data = gzip.decompress(data)
        assert answer.status == 200
        assert len(data) == file["size"]
        assert sha256(data).hexdigest() == file["sha256"]
        assert answer.getheader("Content-Type") == types.get(
            file["name"], "application/octet-stream"
        )
        assert "immutable" in str(answer.getheader("Cache-Control"))


def test_the_largest_file_travels_packed(box: Box, kit: dict[str, Any]) -> None:
    [runtime] = [file for file in kit["files"] if file["name"] == "runtime"]
    answer, data = fetched(box, runtime["url"], **{"Accept-Encoding": "gzip"})
    assert answer.getheader("Content-Encoding") == "gzip"
    assert len(data) < runtime["size"] / 3
    plain, whole = fetched(box, runtime["url"])
    assert plain.getheader("Content-Encoding") is None
    assert len(whole) == runtime["size"]


def test_nothing_else_of_the_disk_is_served(box: Box, kit: dict[str, Any]) -> None:
    for name in ("manifest.json", "..%2Fmanifest.json", "encoder.onnx.gz", "LICENSE"):
        answer, _ = fetched(box, f"/v1/kit/{kit['digest']}/{name}")
        assert answer.status == 404
    answer, _ = fetched(box, f"/v1/kit/{'0' * 64}/encoder.onnx")
    assert answer.status == 404


def test_the_box_says_whether_tablets_may(box: Box, kit: dict[str, Any]) -> None:
    assert kit
    assert box.about()["tablets"] is True


def test_a_model_that_needs_guidance_is_the_boxs_alone(tmp_path: Path) -> None:
    with toy_box(tmp_path) as plain:
        assert plain.about()["tablets"] is False
        with pytest.raises(HTTPError, match="404") as refused:
            plain.ask("/v1/kit")
        assert json.load(refused.value)["error"]["code"] == "no_kit"


def test_only_the_workers_own_script_may_compile_webassembly(box: Box) -> None:
    worker, _ = fetched(box, f"/web/{WORKER}")
    page, _ = fetched(box, "/")
    script, _ = fetched(box, "/web/page.js")
    assert "'wasm-unsafe-eval'" in str(worker.getheader("Content-Security-Policy"))
    for other in (page, script):
        policy = str(other.getheader("Content-Security-Policy"))
        assert "wasm" not in policy
        assert "worker-src 'self'" in policy
