"""What the two rows of a guided picture have in common, cut out of a graph so that it is computed once for both.

Guidance asks a network twice about the same noise: with the wish and without. Whatever stands before the first place where the wish
comes in gives the same both times; in Stable Diffusion's U-Net that is one of its five largest attentions, and what leads there.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

import openvino as ov
from openvino import opset13

COMMON = "common_"
"""Names of what the first part hands to the second begin so."""


def cut(model: ov.Model, wished: AbstractSet[str]) -> tuple[ov.Model, ov.Model]:
    """(what depends on none of the inputs `wished`, the rest, which takes that as more inputs).

    `model` has fixed sizes, and is used up. Raises ValueError where nothing comes before those inputs.
    """
    _settle(model)
    inputs = model.get_parameters()
    own = _behind(model, {one.get_name() for one in inputs if one.output(0).names & wished})
    computed = _behind(model, {one.get_name() for one in inputs}) - own
    handed = [
        output
        for node in model.get_ordered_ops()
        if node.get_name() in computed and node.get_type_name() != "Parameter"
        for output in node.outputs()
        if any(each.get_node().get_name() in own for each in output.get_target_inputs())
    ]
    if not handed:
        raise ValueError(f"nothing comes before {', '.join(sorted(wished))}")
    first = ov.Model([_result(output, i) for i, output in enumerate(handed)], inputs).clone()
    taken = [_instead(output, own, i) for i, output in enumerate(handed)]
    second = ov.Model(model.get_results(), [*inputs, *taken])
    for part in first, second:
        _forget_unused(part)
    return first, second


def _settle(model: ov.Model) -> None:
    """Sizes and types are known: what asks for them asks for no tensor any more."""
    for node in model.get_ordered_ops():
        match node.get_type_name():
            case "ShapeOf":
                known = opset13.constant(list(node.input(0).get_shape()), node.get_element_type())
            case "ConvertLike":
                source = node.input(0).get_source_output()
                known = opset13.convert(source, node.get_element_type().to_string())
            case _:
                continue
        node.output(0).replace(known.output(0))
    model.validate_nodes_and_infer_types()


def _behind(model: ov.Model, found: set[str]) -> set[str]:
    """Names of all nodes that one of these reaches, and of these."""
    reached = set(found)
    for node in model.get_ordered_ops():
        if any(each.get_source_output().get_node().get_name() in reached for each in node.inputs()):
            reached.add(node.get_name())
    return reached


def _result(output: ov.Output, number: int) -> ov.Node:
    made = opset13.result(output)
    made.output(0).set_names({f"{COMMON}{number}"})
    return made


def _instead(output: ov.Output, own: set[str], number: int) -> ov.Node:
    """An input of the second part, where that took this output."""
    made = opset13.parameter(list(output.get_shape()), output.get_element_type())
    made.output(0).set_names({f"{COMMON}{number}"})
    for target in output.get_target_inputs():
        if target.get_node().get_name() in own:
            target.replace_source_output(made.output(0))
    return made


def _forget_unused(part: ov.Model) -> None:
    used = {
        each.get_source_output().get_node().get_name()
        for node in part.get_ordered_ops()
        for each in node.inputs()
    }
    for one in part.get_parameters():
        if one.get_name() not in used:
            part.remove_parameter(one)
