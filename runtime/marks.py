"""What a picture's file says of itself: that it is generated, by what, from which words.

PNG carries text chunks and XMP; WebP and JPEG carry XMP. China's GB 45438-2025 wants the field AIGC; IPTC's
DigitalSourceType says the same to everybody else. Previews carry these two alone, and no words.
"""

from __future__ import annotations

import re
from html import escape
from typing import Self

import msgspec
from msgspec import Struct

from runtime import __version__
from runtime.chunks import XMP_KEYWORD
from runtime.pack import Manifest

STYLE_WORDS = {
    "kids_cute_v2": "cute, friendly, bright colours, big eyes, soft light, storybook",
}
"""What a style stands for, in words; the model knows the style itself."""
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
"""Not allowed in XML or in a PNG's text, or breaks lines."""
_GENERATED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
_NAMESPACES = {
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "TC260": "http://www.tc260.org.cn/ns/AIGC/1.0/",
    "edged": "urn:edged:picture:1",
}


class Marks(Struct, frozen=True, kw_only=True):
    id: str
    """The picture's, on the box that made it."""
    software: str
    pack: str
    """Name and version."""
    seed: int
    prompt: str
    """The child's own words."""
    caption: str
    """What the model was given."""
    style: str = ""
    producer: str = ""
    """Name or code of whoever answers for it; empty: the software stands there."""

    @classmethod
    def of(  # noqa: PLR0913 - what a picture says of itself
        cls, manifest: Manifest, *, caption: str, seed: int, id: str, prompt: str, producer: str
    ) -> Self:
        """What a picture of this pack says of itself; `caption` as text."""
        return cls(
            id=id,
            software=f"edged {__version__}",
            pack=f"{manifest.name} {manifest.version}",
            seed=seed,
            prompt=prompt,
            caption=caption,
            style=next(iter(manifest.styles), ""),
            producer=producer,
        )

    @property
    def aigc(self) -> str:
        """The implicit mark of GB 45438-2025, as JSON; `Label` 1: certainly generated."""
        producer, product = clean(self.producer or self.software), clean(self.id)
        mark = {"Label": "1", "ContentProducer": producer, "ProduceID": product}
        empty = dict.fromkeys(
            ("ReservedCode1", "ContentPropagator", "PropagateID", "ReservedCode2"), ""
        )
        return msgspec.json.encode(mark | empty).decode()

    @property
    def text(self) -> dict[str, str]:
        """PNG keyword -> text."""
        fields = {
            "Software": self.software,
            "Source": self.pack,
            "Description": self.prompt,
            "Caption": self.caption,
            "Style": style_line(self.style),
            "Seed": str(self.seed),
            "AIGC": self.aigc,
        }
        return {key: clean(value) for key, value in fields.items()}

    def xmp(self) -> bytes:
        """An XMP packet."""
        text = self.text
        fields = {
            "xmp:CreatorTool": text["Software"],
            "photoshop:Source": text["Source"],
            "edged:pack": text["Source"],
            "edged:prompt": text["Description"],
            "edged:caption": text["Caption"],
            "edged:style": text["Style"],
            "edged:seed": text["Seed"],
        }
        return self._packet(fields)

    def brief(self) -> bytes:
        """An XMP packet that says no more than that it is generated, and by whom."""
        return self._packet({})

    def png(self) -> dict[str, str]:
        """PNG keyword -> text, XMP included."""
        return self.text | {XMP_KEYWORD: self.xmp().decode()}

    def _packet(self, fields: dict[str, str]) -> bytes:
        """`fields` beside what each picture must say."""
        told = {"Iptc4xmpExt:DigitalSourceType": _GENERATED} | fields
        used = {name.partition(":")[0] for name in told} | {"TC260"}
        spaces = " ".join(f'xmlns:{name}="{_NAMESPACES[name]}"' for name in sorted(used))
        values = " ".join(f'{name}="{escape(value)}"' for name, value in told.items())
        # An element, not an attribute: readers of the Chinese mark look for this very text.
        mark = f"<TC260:AIGC>{escape(self.aigc, quote=False)}</TC260:AIGC>"
        return (
            '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
            '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            f'<rdf:Description rdf:about="" {spaces} {values}>{mark}</rdf:Description>'
            '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
        ).encode()


def style_line(style: str) -> str:
    """The style's name and what it stands for."""
    words = STYLE_WORDS.get(style, "")
    return f"{style}: {words}" if words else style


def clean(text: str) -> str:
    """One line of what XML and PNG can carry."""
    return _UNFIT.sub(" ", text).strip()
