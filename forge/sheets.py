"""Contact sheets of everything that can be drawn, for looking at and for the docs.

python -m forge sheets docs/drawings
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from forge.progress import each
from forge.subject import add_subject, load_subject
from runtime.prompt.caption import Caption, Part
from runtime.prompt.vocabulary import Concept, Vocabulary

CELL = 192
"""Pixels a side of one drawing."""
COLUMNS = 6
HEAD = """# Drawings

What the embedded model learned from: every concept once, as `forge/draw` draws it. Made by
`python -m forge sheets docs/drawings`."""


def sheets(vocabulary: Vocabulary) -> Iterator[tuple[str, list[Caption]]]:
    """(name, captions) of each sheet: one for each role, one for the colours."""
    of_role = {
        role.id: [c for c in vocabulary.concepts if c.role == role.id] for role in vocabulary.roles
    }
    first = vocabulary.roles[0].id
    subjects = of_role.pop(first)
    yield f"{first}s", [_caption(vocabulary, subject) for subject in subjects]
    yield (
        "colours",
        [
            _caption(vocabulary, subjects[i * 3 % len(subjects)], c.id)
            for i, c in enumerate(vocabulary.colours)
        ],
    )
    if vocabulary.roles[0].slots > 1:
        yield "company", list(_companies(vocabulary, subjects, of_role.get("action", [])))
    for role, concepts in of_role.items():
        yield (
            role,
            [
                _caption(vocabulary, subjects[i * 5 % len(subjects)], "", c)
                for i, c in enumerate(concepts)
            ],
        )


def _companies(
    vocabulary: Vocabulary, subjects: Sequence[Concept], actions: Sequence[Concept]
) -> Iterator[Caption]:
    """As many subjects as there are slots and one less, of one kind and of several, each group at something else."""
    most = vocabulary.roles[0].slots
    for i in range(2 * COLUMNS):
        count, step = most - i % 2, 7 if i % 3 else 0
        group = [subjects[(i * 4 + k * step) % len(subjects)] for k in range(count)]
        doing = [actions[i * 2 % len(actions)]] if actions else []
        yield _caption(vocabulary, group[0], "", *group[1:], *doing)


def _caption(
    vocabulary: Vocabulary, subject: Concept, colour: str = "", *others: Concept
) -> Caption:
    """The subject with other things and all that they imply."""
    parts = [Part(subject.role, subject.id, colour), *(Part(o.role, o.id) for o in others)]
    for other in others:
        implied = [Part(role, concept) for role, concept in other.implies.items()]
        parts += [part for part in implied if part not in parts]
    return vocabulary.canonical(tuple(parts))


def contact_sheet(pictures: Sequence[np.ndarray], columns: int = COLUMNS) -> Image.Image:
    """Pictures uint8 [S, S, 3] of one size, row by row on white."""
    side = pictures[0].shape[0]
    rows = -(-len(pictures) // columns)
    sheet = np.full((rows * side, columns * side, 3), 255, np.uint8)
    for i, picture in enumerate(pictures):
        top, left = i // columns * side, i % columns * side
        sheet[top : top + side, left : left + side] = picture
    return Image.fromarray(sheet)


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_subject(parser)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args(argv)
    folder, subject = args.folder, load_subject(args.subject)
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = subject.vocabulary()
    page = [HEAD]
    for name, captions in sheets(vocabulary):
        numbered = each(name, list(enumerate(captions)), lambda pair: vocabulary.text(pair[1]))
        pictures = [subject.draw(caption, random.Random(i), CELL) for i, caption in numbered]
        contact_sheet(pictures).save(folder / f"{name}.webp", quality=82)
        page += [f"\n## {name}\n", f"![{name}]({name}.webp)\n", *_rows(captions, vocabulary)]
        print(f"{folder / name}.webp: {len(captions)} drawings")
    (folder / "README.md").write_text("\n".join(page) + "\n")


def _rows(captions: Sequence[Caption], vocabulary: Vocabulary) -> Iterator[str]:
    """One line for each row of a sheet: what it shows, from left to right."""
    for start in range(0, len(captions), COLUMNS):
        shown = [vocabulary.text(caption) for caption in captions[start : start + COLUMNS]]
        yield f"{start // COLUMNS + 1}. " + " | ".join(shown)


if __name__ == "__main__":
    main()
