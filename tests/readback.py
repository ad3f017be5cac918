"""What a picture's file says of itself, read without the code that wrote it."""

from __future__ import annotations

from io import BytesIO
from xml.etree import ElementTree as ET

from PIL import Image

SPACES = {
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "TC260": "http://www.tc260.org.cn/ns/AIGC/1.0/",
    "edged": "urn:edged:picture:1",
}


def open_image(data: bytes) -> Image.Image:
    """Decoded; `format` and `text` are still there."""
    image = Image.open(BytesIO(data))
    image.load()
    return image


def read_xmp(data: bytes) -> dict[str, str]:
    """`{"TC260:AIGC": …}` of a PNG, WebP or JPEG; empty without XMP."""
    packet = open_image(data).info.get("xmp", b"")
    if not packet:
        return {}
    root = ET.fromstring(packet)
    (about,) = root.iter("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description")
    found = {}
    for key, value in about.attrib.items():
        if told := _name(key):
            found[told] = value
    return found | {told: child.text or "" for child in about if (told := _name(child.tag))}


def _name(key: str) -> str:
    """`TC260:AIGC` for `{http://www.tc260.org.cn/…}AIGC`; empty for what belongs to nobody here."""
    uri, _, name = key.removeprefix("{").rpartition("}")
    return next((f"{prefix}:{name}" for prefix, space in SPACES.items() if space == uri), "")


def read_text(data: bytes) -> dict[str, str]:
    """A PNG's text chunks."""
    return dict(getattr(open_image(data), "text", {}))
