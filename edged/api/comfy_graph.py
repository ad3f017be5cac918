"""A ComfyUI graph, checked by ComfyUI's own rules and answered in its own words where it is wrong."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from msgspec import Struct

from edged.api.comfy_nodes import GENERATOR, Input, Node
from runtime.errors import EdgedError

MOST_NODES, MOST_PICTURES = 64, 4
"""Of one graph."""
Graph = dict[str, dict[str, Any]]
"""Node's id -> `{class_type, inputs}`."""
Trouble = dict[str, Any]
"""`{type, message, details, extra_info}`."""


class GraphWrong(EdgedError):
    """Details: `error` and `node_errors`, as ComfyUI says them."""

    code, status = "prompt_outputs_failed_validation", HTTPStatus.BAD_REQUEST
    en = "The graph cannot be run: {said}."
    zh = "无法运行这个流程图：{said}。"

    def __init__(self, error: Trouble, node_errors: dict[str, Any] | None = None) -> None:
        self.error, self.node_errors = error, node_errors or {}
        super().__init__(said=error["message"])


class Plan(Struct, frozen=True):
    """What is to be done."""

    outputs: tuple[str, ...]
    """Ids of the output nodes, in the graph's order."""
    sources: dict[str, str]
    """Output node -> the generator whose picture it shows; a generator shows its own."""
    node_errors: dict[str, Any] = {}
    """Of the outputs that are left out."""

    @property
    def generators(self) -> tuple[str, ...]:
        """Each once, in the order in which they are needed."""
        return tuple(dict.fromkeys(self.sources.values()))


def trouble(type: str, message: str, details: str = "", **extra: Any) -> Trouble:
    return {"type": type, "message": message, "details": details, "extra_info": extra}


def graph_of(body: dict[str, Any]) -> Graph:
    """The graph of a request; also a generator alone, or nothing but its inputs. Raises GraphWrong."""
    prompt = body.get("prompt", body)
    if not isinstance(prompt, dict):
        raise GraphWrong(trouble("no_prompt", "No prompt provided", "No prompt provided"))
    if isinstance(prompt.get("nodes"), list):
        message = "This is a workflow as ComfyUI's page keeps it"
        raise GraphWrong(trouble("invalid_prompt", message, "Send its API form: Export (API)"))
    if isinstance(text := prompt.get("text_prompt"), str) and text:
        return {"1": {"class_type": GENERATOR, "inputs": dict(prompt)}}
    name = prompt.get("class_type", prompt.get("type"))
    if name == GENERATOR and isinstance(prompt.get("inputs"), dict):
        return {"1": {"class_type": GENERATOR, "inputs": prompt["inputs"]}}
    if list(prompt) == [GENERATOR] and isinstance(inputs := prompt[GENERATOR], dict):
        return {"1": {"class_type": GENERATOR, "inputs": inputs}}
    if body is prompt:
        raise GraphWrong(trouble("no_prompt", "No prompt provided", "No prompt provided"))
    return prompt


def plan(graph: Graph, nodes: dict[str, Node]) -> Plan:
    """Raises GraphWrong. Numbers and texts among the inputs become what the nodes want."""
    if len(graph) > MOST_NODES:
        raise GraphWrong(trouble("too_many_nodes", f"More than {MOST_NODES} nodes"))
    for id, node in graph.items():
        _check_class(id, node, nodes)
    outputs = [id for id, node in graph.items() if nodes[node["class_type"]].is_output]
    if not outputs:
        raise GraphWrong(trouble("prompt_no_outputs", "Prompt has no outputs"))
    check = _Check(graph, nodes)
    good = [id for id in outputs if check.holds(id, ())]
    errors = check.node_errors(outputs)
    if not good:
        raise GraphWrong(failed(errors), errors)
    made = Plan(tuple(good), {id: _source(graph, id) for id in good}, errors)
    if len(made.generators) > MOST_PICTURES:
        raise GraphWrong(trouble("too_many_pictures", f"More than {MOST_PICTURES} pictures"))
    return made


def failed(node_errors: dict[str, Any]) -> Trouble:
    """The sum of what is wrong with nodes."""
    lines = [
        f"{each['message']}: {each['details']}"
        for node in node_errors.values()
        for each in node["errors"]
    ]
    return trouble(
        "prompt_outputs_failed_validation", "Prompt outputs failed validation", "\n".join(lines)
    )


def node_error(graph: Graph, id: str, input: str, words: str, outputs: list[str]) -> dict[str, Any]:
    """`node_errors` for one node whose input the box will not draw."""
    said = trouble(
        "custom_validation_failed",
        "Custom validation failed for node",
        f"{input} - {words}",
        input_name=input,
    )
    name = graph[id]["class_type"]
    return {id: {"errors": [said], "dependent_outputs": outputs, "class_type": name}}


def _check_class(id: str, node: object, nodes: dict[str, Node]) -> None:
    """Raises GraphWrong where it is no node that can be run here."""
    fields = node if isinstance(node, dict) else {}
    meta = fields.get("_meta")
    title = meta.get("title") if isinstance(meta, dict) else None
    name = fields.get("class_type")
    about = {"node_id": id, "class_type": name, "node_title": title or name}
    if not isinstance(name, str):
        message = f"Node '{title or f'ID #{id}'}' has no class_type. The workflow may be corrupted or a custom node is missing."
        raise GraphWrong(trouble("missing_node_type", message, f"Node ID '#{id}'", **about))
    if name not in nodes:
        message = f"Node '{title or name}' not found. The custom node may not be installed."
        raise GraphWrong(trouble("missing_node_type", message, f"Node ID '#{id}'", **about))
    if not isinstance(fields.get("inputs", {}), dict):
        message = "The node's inputs are no object"
        raise GraphWrong(trouble("invalid_prompt", message, f"Node ID '#{id}'", **about))


class _Check:
    """Each node is looked at once, however many others need it."""

    def __init__(self, graph: Graph, nodes: dict[str, Node]) -> None:
        self._graph, self._nodes = graph, nodes
        self._found: dict[str, list[Trouble]] = {}
        self._holds: dict[str, bool] = {}
        self._needs: dict[str, set[str]] = {}

    def holds(self, id: str, way: tuple[str, ...]) -> bool:
        """This node and all that it needs. `way`: whoever needs it, to find circles."""
        if id in way:
            self._found[id] = [trouble("dependency_cycle", "Dependency cycle detected", id)]
            return False
        if id not in self._holds:
            self._found.setdefault(id, [])
            self._needs[id] = {id}
            node = self._graph[id]
            spec, inputs = self._nodes[node["class_type"]], node.setdefault("inputs", {})
            rest = True
            for name in (*spec.required, *(each for each in spec.optional if each in inputs)):
                rest = self._input(id, spec, name, inputs, (*way, id)) and rest
            self._holds[id] = rest and not self._found[id]
        return self._holds[id]

    def node_errors(self, outputs: list[str]) -> dict[str, Any]:
        return {
            id: {
                "errors": found,
                "dependent_outputs": [each for each in outputs if id in self._needs.get(each, ())],
                "class_type": self._graph[id]["class_type"],
            }
            for id, found in self._found.items()
            if found
        }

    def _input(
        self, id: str, spec: Node, name: str, inputs: dict[str, Any], way: tuple[str, ...]
    ) -> bool:
        """False where another node, behind this input, is wrong. What is wrong here is noted."""
        config = spec.input(name) or ()
        if name not in inputs:
            said = trouble("required_input_missing", "Required input is missing", name)
            self._found[id].append(said | {"extra_info": {"input_name": name}})
            return True
        value = inputs[name]
        if isinstance(value, list):
            return self._link(id, name, config, value, way)
        found = _converted(name, config, inputs) or _unfit(name, config, inputs[name])
        if found:
            self._found[id].append(found)
        return True

    def _link(
        self, id: str, name: str, config: Input, value: list[Any], way: tuple[str, ...]
    ) -> bool:
        about = {"input_name": name, "input_config": config, "received_value": value}
        source = value[0] if len(value) == 2 and isinstance(value[0], str) else None
        if source not in self._graph or not isinstance(value[1], int):
            message = "Bad linked input, must be a length-2 list of [node_id, slot_index]"
            self._found[id].append(trouble("bad_linked_input", message, name, **about))
            return True
        outputs = self._nodes[self._graph[source]["class_type"]].outputs
        received = outputs[value[1]] if 0 <= value[1] < len(outputs) else "nothing"
        if received != config[0]:
            message = "Return type mismatch between linked nodes"
            details = f"{name}, received_type({received}) mismatch input_type({config[0]})"
            about = about | {"received_type": received, "linked_node": value}
            self._found[id].append(trouble("return_type_mismatch", message, details, **about))
            return True
        if received == "STRING":
            words = f"{name} - the box wants the sentence itself here"
            message = "Custom validation failed for node"
            self._found[id].append(trouble("custom_validation_failed", message, words, **about))
            return True
        good = self.holds(source, way)
        self._needs[id] |= self._needs.get(source, {source})
        return good


def _converted(name: str, config: Input, inputs: dict[str, Any]) -> Trouble | None:
    """Writes the value as the node wants it among the inputs."""
    kind, value = config[0], inputs[name]
    try:
        if kind == "INT":
            inputs[name] = int(value)
        elif kind == "STRING":
            inputs[name] = str(value)
        elif not isinstance(kind, list):
            raise TypeError("only another node gives this")
    except (ValueError, TypeError, OverflowError) as error:
        return trouble(
            "invalid_input_type",
            f"Failed to convert an input value to a {kind} value",
            f"{name}, {value}, {error}",
            input_name=name,
            input_config=config,
            received_value=value,
            exception_message=str(error),
        )
    return None


def _unfit(name: str, config: Input, value: Any) -> Trouble | None:
    about = {"input_name": name, "input_config": config, "received_value": value}
    options = config[1] if len(config) > 1 else {}
    if isinstance(config[0], list):
        if value not in config[0]:
            details = f"{name}: {value!r} not in {config[0]}"
            return trouble("value_not_in_list", "Value not in list", details, **about)
    elif "min" in options and value < options["min"]:
        message = f"Value {value} smaller than min of {options['min']}"
        return trouble("value_smaller_than_min", message, name, **about)
    elif "max" in options and value > options["max"]:
        message = f"Value {value} bigger than max of {options['max']}"
        return trouble("value_bigger_than_max", message, name, **about)
    return None


def _source(graph: Graph, id: str) -> str:
    """The generator whose picture this output node shows."""
    if graph[id]["class_type"] == GENERATOR:
        return id
    return str(graph[id]["inputs"]["images"][0])
