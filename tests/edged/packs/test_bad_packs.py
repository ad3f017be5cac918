"""Packs that something is wrong with, brought to a running box as a person brings them: a sentence says what, nothing of them is
installed or used, and the pack before goes on drawing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import numpy_helper
from safetensors.numpy import load_file, save

from scripts.box import Box
from tests.edged.packs.making import rewritten
from tests.once import made_once, shared_folder
from tests.toybox import edgectl, on, socket_of, toy_box
from tests.toymodels import TOKENS, UNET, clip_tokenizer, stable_diffusion, write_pack
from tests.toypack import build_toy_pack

pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation:DeprecationWarning", "ignore::FutureWarning"
)
WEIGHTS = "unet/diffusion_pytorch_model.safetensors"
DECODER = "vae/diffusion_pytorch_model.safetensors"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of a published model's weights, of a size that the box draws."""

    def save(folder: Path) -> None:
        stable_diffusion().save_pretrained(folder)
        (folder / "model_index.json").unlink()
        shutil.rmtree(folder / "scheduler")
        for path in folder.glob("tokenizer/*"):
            if path.name != "tokenizer.json":
                path.unlink()
        knows = {"length": TOKENS, "pad": clip_tokenizer().pad_token_id}
        write_pack(folder, "stable-diffusion", UNET, knows, sizes=["256x256"])

    return made_once(shared_folder(tmp_path_factory) / "published-pack", save)


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_toy_pack(tmp_path_factory.mktemp("toy") / "toy", name="stable-diffusion")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bad-packs")


@pytest.fixture(scope="module")
def box(home: Path, calm: Path) -> Iterator[Box]:
    with on(calm), toy_box(home) as running:
        yield running


def cut(folder: Path) -> None:
    """On its way, by a stick that was pulled."""
    path = folder / WEIGHTS
    path.write_bytes(path.read_bytes()[:-1000])


def cut_and_listed(folder: Path) -> None:
    """Where the pack was made: the manifest agrees."""
    rewritten(folder, {WEIGHTS: (folder / WEIGHTS).read_bytes()[:-1000]})


def for_another_profile(folder: Path) -> None:
    rewritten(folder, {}, {"sizes": ["1024x1024"]})


def spoilt(folder: Path) -> None:
    """Nobody looks at the numbers of graphs but the first picture."""
    graph = onnx.load(folder / "denoiser.onnx")
    for tensor in graph.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype == np.float32 and values.ndim > 1:
            tensor.CopyFrom(numpy_helper.from_array(np.full_like(values, np.nan), tensor.name))
    rewritten(folder, {"denoiser.onnx": graph.SerializeToString()})


def blinded(folder: Path) -> None:
    """What decodes the finished latents is damaged, and they are not."""
    path = folder / DECODER
    weights = load_file(path)
    weights["decoder.conv_in.bias"][:] = np.nan
    rewritten(folder, {DECODER: save(weights)})


def swapped(folder: Path) -> None:
    """One part is another one's."""
    config = (folder / "vae/config.json").read_bytes()
    rewritten(folder, {"unet/config.json": config})


def widened(folder: Path) -> None:
    """The configuration of a larger model."""
    path = "text_encoder/config.json"
    config = json.loads((folder / path).read_text()) | {"hidden_size": 64}
    rewritten(folder, {path: json.dumps(config).encode()})


def wordless(folder: Path) -> None:
    (folder / "tokenizer/tokenizer.json").unlink()


def speechless(folder: Path) -> None:
    """Whoever made it forgot its tokenizer."""
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["components"].pop("tokenizer")
    path = "tokenizer/tokenizer.json"
    (folder / path).unlink()
    manifest["files"] = [file for file in manifest["files"] if file["path"] != path]
    (folder / "manifest.json").write_text(json.dumps(manifest))


def mumbling(folder: Path) -> None:
    rewritten(folder, {"tokenizer/tokenizer.json": b"{}"})


def import_and_use(home: Path, folder: Path) -> tuple[str, str]:
    """(the step that was refused, what was said)"""
    for step, word in (("import", str(folder)), ("use", "stable-diffusion")):
        told = edgectl("--socket", socket_of(home), "--lang", "en", "pack", step, word)
        if told.returncode:
            return step, told.stderr
    return "", ""


OF_GRAPHS = {for_another_profile, spoilt}


@pytest.mark.parametrize(
    ("harm", "step", "said"),
    [
        (cut, "import", "is not the file that its manifest lists"),
        (cut_and_listed, "import", "diffusion_pytorch_model.safetensors"),
        (for_another_profile, "use", "it draws 1024x1024, and the profile none of these"),
        (wordless, "import", "tokenizer/tokenizer.json"),
        (speechless, "import", "has no tokenizer, and a model of the family stable-diffusion"),
        (mumbling, "use", "The tokenizer of the pack stable-diffusion cannot be run"),
        (swapped, "use", "it is of the kind AutoencoderKL where UNet2DConditionModel is needed"),
        (widened, "use", "its weights are not of the sizes that its config.json says"),
        (spoilt, "use", "its first picture failed: the model computes what are no numbers"),
        (blinded, "use", "its first picture failed: the model computes what are no numbers"),
    ],
)
def test_a_bad_pack_is_refused_with_a_sentence_and_the_old_one_draws_on(
    box: Box,
    home: Path,
    published: Path,
    toy: Path,
    tmp_path: Path,
    harm: Callable[[Path], None],
    step: str,
    said: str,
) -> None:
    whole = toy if harm in OF_GRAPHS else published
    folder = Path(shutil.copytree(whole, tmp_path / "stable-diffusion"))
    harm(folder)
    refused, told = import_and_use(home, folder)
    assert (refused, said in told) == (step, True), told
    assert box.draw("bear")["state"] == "done"
    assert box.about()["pack"]["name"] == "cute-animals"
    listed = json.loads(edgectl("--socket", socket_of(home), "--json", "pack", "list").stdout)
    names = [pack["name"] for pack in listed["packs"]]
    assert ("stable-diffusion" in names) == (step == "use"), "installed whole, or not at all"
    assert listed["chosen"] == "auto"
    if step == "use":
        gone = edgectl("--socket", socket_of(home), "pack", "remove", "stable-diffusion")
        assert gone.returncode == 0, gone.stderr
    assert not list((home / "state/packs/staging").glob("*"))
