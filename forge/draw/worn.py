"""The wardrobe: what a figure can wear, and what is drawn when."""

from __future__ import annotations

from dataclasses import dataclass

from forge.draw import worn_back as back
from forge.draw import worn_body as body
from forge.draw import worn_face as face
from forge.draw import worn_head as head
from forge.draw import worn_limbs as limbs
from forge.draw import worn_neck as neck
from forge.draw.cloth import Draw


@dataclass(frozen=True)
class Garment:
    """One thing to wear; each part is drawn in its frame at its time."""

    zone: str
    """head, eyes, neck, body, back, feet or hands: one garment each."""
    natural: str
    """Its colour where none was asked for: a name of the palette or `#rrggbb`."""
    back: Draw | None = None
    """In the body's frame, before the body."""
    front: Draw | None = None
    """In the body's frame, over the body, before arms and head."""
    head: Draw | None = None
    """In the head's frame, over the face."""
    hood: Draw | None = None
    """In the head's frame, over the head but under the eyes, the muzzle and any hat."""
    feet: Draw | None = None
    """In each foot's frame, over the body: origin at the foot, +x away from the other one."""
    hands: Draw | None = None
    """In each hand's frame: origin at the hand, +y on along the lower arm, +x away from the body."""
    sleeves: bool = False
    """The arms' upper halves are of the same material."""
    legs: bool = False
    """So are the legs."""


WORN: dict[str, Garment] = {
    "hat": Garment("head", "#94593a", head=head.hat),
    "straw-hat": Garment("head", "#f3d27c", head=head.straw_hat),
    "party-hat": Garment("head", "#ff7fb0", head=head.party_hat),
    "crown": Garment("head", "gold", head=head.crown),
    "flower": Garment("head", "white", head=head.flower),
    "bow": Garment("head", "#ff6f9c", head=head.bow),
    "glasses": Garment("eyes", "#5a4a5e", head=face.glasses),
    "sunglasses": Garment("eyes", "black", head=face.sunglasses),
    "scarf": Garment("neck", "red", head=neck.scarf),
    "bow-tie": Garment("neck", "red", head=neck.bow_tie),
    "dress": Garment("body", "pink", front=body.dress, sleeves=True),
    "sweater": Garment("body", "#4fb3a5", front=body.sweater, sleeves=True),
    "raincoat": Garment("body", "yellow", front=body.raincoat, hood=body.hood, sleeves=True),
    "spacesuit": Garment(
        "body", "white", front=body.spacesuit, head=head.helmet, sleeves=True, legs=True
    ),
    "cape": Garment("back", "red", back=back.cape, head=neck.cape_clasp),
    "backpack": Garment("back", "#4a8fe0", back=back.bag, front=back.straps),
    "chef-hat": Garment("head", "white", head=head.chef_hat),
    "headphones": Garment("head", "#ff6f9c", head=head.headphones),
    "boots": Garment("feet", "#ffc83d", feet=limbs.boot),
    "mittens": Garment("hands", "red", hands=limbs.mitten),
    "bell": Garment("neck", "gold", head=neck.bell),
    "overalls": Garment("body", "#4f86d9", front=body.overalls, legs=True),
}
