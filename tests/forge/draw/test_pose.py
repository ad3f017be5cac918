"""Poses are fixed per action, and a mirror undoes itself."""

import pytest

from forge.draw.face import MOUTHS
from forge.draw.pose import Pose
from forge.draw.poses import POSES


@pytest.mark.parametrize("pose", POSES.values(), ids=POSES)
def test_a_mirror_image_of_a_mirror_image_is_the_pose_itself(pose: Pose) -> None:
    assert pose.mirrored().mirrored() == pose


@pytest.mark.parametrize("pose", POSES.values(), ids=POSES)
def test_no_head_is_turned_so_far_that_its_face_gets_lost(pose: Pose) -> None:
    assert abs(pose.head_turn + pose.turn) <= 25
    assert pose.mouth in MOUTHS
