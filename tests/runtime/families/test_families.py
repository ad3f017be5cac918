"""Which code a pack's family is."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import structs

from runtime.families import MODULES, family_of
from runtime.pack import KNOWN_FAMILIES, Pack, PackUnknownFamily


def of(folder: Path, family: str) -> Pack:
    pack = Pack.open(folder)
    return structs.replace(pack, manifest=structs.replace(pack.manifest, family=family))


@pytest.mark.parametrize("family", sorted(MODULES))
def test_each_family_has_code_under_the_name_that_manifests_know(
    toy_pack: Path, family: str
) -> None:
    assert family in KNOWN_FAMILIES
    assert family_of(of(toy_pack, family)).__module__.startswith("runtime.families.")


def test_a_family_that_nobody_wrote_yet_is_refused_by_name(toy_pack: Path) -> None:
    with pytest.raises(PackUnknownFamily, match="unwritten"):
        family_of(of(toy_pack, "unwritten"))
