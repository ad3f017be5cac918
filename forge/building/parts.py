"""A published model's parts as graphs: exported, compared, made smaller; each kept as soon as it is finished."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import msgspec
import torch
from msgspec import Struct

from forge.building.examples import examples
from forge.building.facts import Facts, read_facts, write_facts
from forge.building.graphs import INSIDE, check, write_graph
from forge.building.manifest import About, Parts, write_manifest
from forge.building.modules import load_module
from forge.building.optimum import adapt
from forge.building.room import made_whole
from forge.building.rounding import STEPS_OF_WEIGHTS
from forge.building.seen import seen_while_drawing
from forge.building.shrinking import Shrunk, shrink
from forge.building.source import Source
from forge.building.voice import Voice
from forge.building.work import Work
from runtime.families import family_of
from runtime.pack import Pack


class Shop(Struct, frozen=True):
    """What all parts of a pack are made with."""

    source: Source
    sketch: Pack
    """The pack without weights."""
    parts: Parts
    about: About
    work: Work
    voice: Voice
    inside: int = INSIDE
    steps: int = STEPS_OF_WEIGHTS
    """Of weights that multiply bytes, on either side of zero."""


def graphs_of(shop: Shop, precision: str) -> dict[str, Path]:
    """Component -> the folder with its graph and facts. Raises SourceUnusable, GraphDiffers, DiskFull."""
    exported = {
        name: _exported(shop, name) for name in family_of(shop.sketch).components(shop.sketch)
    }
    return exported if precision == "fp32" else _shrunk(shop, exported)


def assemble(shop: Shop, made: Mapping[str, Path], folder: Path, precision: str) -> Parts:
    """The pack of these graphs, in `folder`, which holds nothing else yet."""
    components = dict(shop.parts.components)
    for name in shop.source.weights:
        components[name] = f"{name}.onnx"
        for path in made[name].glob(f"{name}.onnx*"):
            _linked(path, folder / path.name)
    for told in (*shop.parts.components.values(), shop.sketch.manifest.vocabulary):
        if told.endswith(".json"):  # a tokenizer; the others are folders
            shutil.copyfile(shop.sketch.folder / told, folder / told)
    memory = {precision: shop.parts.graphs[precision]}
    parts = msgspec.structs.replace(
        shop.parts, components=components, memory=memory, precision=precision
    )
    write_manifest(folder, shop.source, parts, shop.about)
    return parts


def _exported(shop: Shop, name: str) -> Path:
    place = f"{name}.fp32"
    _stage(shop, f"exporting {name}", name, 0)
    if found := shop.work.find(place):
        shop.voice.said(f"{name:9} is there already")
        return found
    component = family_of(shop.sketch).components(shop.sketch)[name]
    with shop.work.making(place) as folder:
        path = folder / f"{name}.onnx"
        if shop.source.exported:
            parity, other = (
                adapt(name, component, shop.source, path, shop.inside),
                "optimum's",
            )
        else:
            weights = shop.source.folder / shop.source.weights[name]
            module = load_module(component, weights, torch.float32)
            made_with, tried = (examples(shop.sketch, component, *of) for of in ((2, 16), (3, 24)))
            write_graph(module, component, made_with, path, shop.inside)
            parity, other = check(name, module, component, path, tried), "PyTorch"
        write_facts(folder, Facts(parity))
    shop.voice.said(f"{name:9} differs from {other} by {parity:.1e} of its range")
    return shop.work.folder / place


def _shrunk(shop: Shop, exported: Mapping[str, Path]) -> dict[str, Path]:
    left = [name for name in exported if not shop.work.find(f"{name}.int8")]
    if left:
        whole = shop.work.folder / "whole"
        if whole.exists():
            shutil.rmtree(whole)
        shop.voice.stage("drawing to see what the parts meet", len(exported), 2 * len(exported))
        with made_whole(whole) as folder:
            assemble(shop, exported, folder, "fp32")
        seen = seen_while_drawing(whole)
        shutil.rmtree(whole)  # onnx reads no weights from a file that has two names
        for name in left:
            _stage(shop, f"{name} in INT8", name, len(exported))
            with shop.work.making(f"{name}.int8") as folder:
                made = shrink(
                    name,
                    exported[name] / f"{name}.onnx",
                    folder / f"{name}.onnx",
                    seen[name],
                    shop.inside,
                    shop.steps,
                )
                if made.kept == "fp32":
                    for path in exported[name].glob(f"{name}.onnx*"):
                        _linked(path, folder / path.name)
                parity = read_facts(exported[name]).parity
                write_facts(folder, Facts(parity, made))
            shop.voice.said(_told(name, made))
    return {name: shop.work.folder / f"{name}.int8" for name in exported}


def _stage(shop: Shop, what: str, name: str, before: int) -> None:
    names = list(shop.source.weights)
    shop.voice.stage(what, before + names.index(name), 2 * len(names))


def _told(name: str, made: Shrunk) -> str:
    if made.kept == "fp32":
        return f"{name:9} stays in 32 bits: INT8 changes it by {made.error:.1%}, {made.limit:.0%} are allowed"
    return (
        f"{name:9} in INT8 differs by {made.error:.1%} ({made.limit:.0%} are allowed): "
        f"{made.whole} layers multiply bytes, {made.stored} store them"
    )


def _linked(path: Path, place: Path) -> None:
    """The same file under another name; a copy where the disks differ."""
    try:
        os.link(path, place)
    except OSError:
        shutil.copyfile(path, place)
