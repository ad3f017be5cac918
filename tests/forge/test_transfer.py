"""What a generator knows survives new latents, new words and added depth."""

import msgspec
import numpy as np
import pytest
import torch

from forge.nets.model import Generator, Shape, shape_for
from forge.transfer import Maps, fit_maps, transferred
from forge.vocabulary import load_vocabulary
from runtime.prompt.vocabulary import Vocabulary

SIZES = {"channels": 8, "wide": 16, "deep": 32, "context": 32, "blocks": 2, "convs": 1, "head": 16}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="module")
def old(vocabulary: Vocabulary) -> Generator:
    """A network in which no layer is silent."""
    torch.manual_seed(0)
    network = Generator(shape_for(vocabulary, **SIZES))
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.03)
    return network.eval()


@pytest.fixture(scope="module")
def turn() -> Maps:
    """New latents are the old ones, turned."""
    rng = np.random.default_rng(0)
    latents = rng.standard_normal((4, 8, 16, 16)).astype(np.float32)
    around = np.linalg.qr(rng.standard_normal((8, 8)))[0].astype(np.float32)
    return fit_maps(latents, np.einsum("ji,bihw->bjhw", around, latents))


def deeper(vocabulary: Vocabulary) -> Shape:
    return shape_for(vocabulary, **SIZES | {"blocks": 4})


@torch.no_grad()
def test_a_deeper_network_on_turned_latents_says_what_the_old_one_says(
    old: Generator, turn: Maps, vocabulary: Vocabulary
) -> None:
    assert min(turn.kept) > 0.999
    new = transferred(old, vocabulary, deeper(vocabulary), vocabulary, turn, {}).eval()
    into, out = torch.from_numpy(turn.into), torch.from_numpy(turn.out)
    x, level = torch.randn(3, 8, 16, 16), torch.tensor([0.9, 0.5, 0.1])
    tokens = torch.randint(0, 10, (3, len(vocabulary.slots), 2))
    wanted = torch.einsum(
        "ji,bihw->bjhw", out, old(torch.einsum("ij,bjhw->bihw", into, x), level, tokens)
    )
    assert torch.allclose(new(x, level, tokens), wanted, atol=1e-4)


def test_words_that_both_know_keep_their_meaning_and_new_ones_begin_alike(
    old: Generator, turn: Maps, vocabulary: Vocabulary
) -> None:
    animals = [c for c in vocabulary.concepts if c.role == "animal"]
    fewer = msgspec.structs.replace(
        vocabulary, concepts=tuple(c for c in vocabulary.concepts if c.id != "zebra")
    )
    small = Generator(shape_for(fewer, **SIZES))
    alike = {"zebra": "horse"}
    new = transferred(small, fewer, deeper(vocabulary), vocabulary, turn, alike)
    for animal in animals:
        row = new.encoder.concept.weight[vocabulary.concept_index["animal", animal.id]]
        name = alike.get(animal.id, animal.id)
        before = small.encoder.concept.weight[fewer.concept_index["animal", name]]
        difference = (row - before).norm().item()
        assert difference < (1.2 if animal.id == "zebra" else 1e-6)
        assert (difference > 0.1) == (animal.id == "zebra")


def test_another_width_is_refused_with_the_reason(
    old: Generator, turn: Maps, vocabulary: Vocabulary
) -> None:
    wider = shape_for(vocabulary, **SIZES | {"wide": 32})
    with pytest.raises(ValueError, match="only depth may grow"):
        transferred(old, vocabulary, wider, vocabulary, turn, {})
