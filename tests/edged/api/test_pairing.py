from __future__ import annotations

import pytest
from aiohttp import ClientSession, TCPConnector

from scripts.box import Box
from tests.edged.admission import admitted, asked, bearer, opened, refused

WISH = {"prompt": "bear"}


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


async def test_a_code_becomes_a_token_and_a_cookie_with_which_one_may_draw(
    stranger: ClientSession, paired_admin: ClientSession
) -> None:
    code = (await opened(paired_admin))["code"]
    async with stranger.post("/v1/pair", json={"code": code}) as answer:
        assert answer.status == 200
        paired = await answer.json()
        cookie = answer.cookies["edged_device"]
        assert answer.headers["Cache-Control"] == "no-store"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie.value == paired["token"]
    assert paired["device"]["role"] == "pupil"
    assert set(paired["device"]["name"]) == {"en", "zh"}
    for headers in (
        {"Authorization": f"Bearer {paired['token']}"},
        {"Cookie": f"edged_device={paired['token']}"},
    ):
        path = "/v1/pictures?wait=60"
        status, picture = await asked(stranger, "POST", path, json=WISH, headers=headers)
        assert (status, picture["state"]) == (200, "done")
    assert await refused(stranger, "POST", "/v1/pair", json={"code": code}) == "code_wrong"


async def test_a_page_gets_its_token_where_no_script_can_read_it(
    stranger: ClientSession, paired_admin: ClientSession
) -> None:
    secret = (await opened(paired_admin))["secret"]
    claim = {"secret": secret, "page": True}
    async with stranger.post("/v1/pair", json=claim) as answer:
        assert (await answer.json())["token"] is None
        assert len(answer.cookies["edged_device"].value) >= 43
    assert await refused(stranger, "POST", "/v1/pair", json=claim) == "secret_used"


async def test_the_window_shows_links_for_cameras_and_who_came(
    stranger: ClientSession, paired_admin: ClientSession, paired_box: Box
) -> None:
    view = await opened(paired_admin)
    assert all(link.endswith(f"/#pair={view['secret']}") for link in view["links"])
    assert all(f":{paired_box.port}/" in link for link in view["links"])
    assert 110 < view["left_s"] <= 120
    await asked(stranger, "POST", "/v1/pair", json={"code": view["code"]})
    _, then = await asked(paired_admin, "GET", "/admin/pairing")
    assert [each["role"] for each in then["came"]] == ["pupil"]
    assert (then["code"], then["secret"]) != (view["code"], view["secret"])
    _, closed = await asked(paired_admin, "DELETE", "/admin/pairing")
    assert (closed["open"], closed["code"], closed["secret"]) == (False, None, None)
    assert len(closed["came"]) == 1
    claim = {"secret": then["secret"]}
    assert await refused(stranger, "POST", "/v1/pair", json=claim) == "pairing_closed"


@pytest.mark.parametrize(
    "claim", [{}, {"code": "1", "secret": "2"}, {"code": 123456}, {"code": "1" * 33}, []]
)
async def test_a_claim_that_makes_no_sense_is_a_wrong_field(
    stranger: ClientSession, paired_admin: ClientSession, claim: object
) -> None:
    await opened(paired_admin)
    assert await refused(stranger, "POST", "/v1/pair", json=claim) == "bad_field"


async def test_what_a_stranger_may_and_may_not(stranger: ClientSession) -> None:
    for method, path in (
        ("POST", "/v1/pictures"),
        ("GET", "/v1/pictures"),
        ("GET", f"/v1/pictures/{'0' * 32}"),
        ("GET", f"/v1/pictures/{'0' * 32}/image"),
        ("GET", f"/v1/pictures/{'0' * 32}/events"),
        ("DELETE", f"/v1/pictures/{'0' * 32}"),
        ("POST", "/v1/read"),
    ):
        assert await refused(stranger, method, path, json=WISH) == "not_paired"
    for path in ("/healthz", "/readyz", "/openapi.json", "/v1/box"):
        assert (await asked(stranger, "GET", path))[0] == 200
    async with stranger.get("/") as page:
        assert page.status == 200
        assert not page.cookies, "a cookie that lets nobody in is of no use"
    assert await refused(stranger, "GET", "/admin/devices") == "not_found"


async def test_the_box_says_who_asks(stranger: ClientSession, paired_admin: ClientSession) -> None:
    _, about = await asked(stranger, "GET", "/v1/box")
    assert (about["access"], about["caller"]) == ("paired", {"who": "guest", "name": None})
    teacher = await bearer(paired_admin, stranger, "teacher")
    _, about = await asked(stranger, "GET", "/v1/box", headers=teacher)
    assert about["caller"]["who"] == "teacher"
    assert about["caller"]["name"]["zh"]
    _, about = await asked(paired_admin, "GET", "/v1/box")
    assert about["caller"]["who"] == "admin"


@pytest.mark.parametrize("token", ["x" * 43, "short", "", "é" * 43, "a" * 5000])
async def test_a_token_that_was_never_given_opens_nothing(
    stranger: ClientSession, token: str
) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    assert await refused(stranger, "GET", "/v1/pictures", headers=headers) == "not_paired"


async def test_pictures_and_events_are_their_owners_and_the_teachers(
    stranger: ClientSession, paired_admin: ClientSession
) -> None:
    mine, others = [await bearer(paired_admin, stranger) for _ in range(2)]
    teacher = await bearer(paired_admin, stranger, "teacher")
    path = "/v1/pictures?wait=60"
    _, picture = await asked(stranger, "POST", path, json=WISH, headers=mine)
    one = f"/v1/pictures/{picture['id']}"
    for tail in ("", "/image", "/events", "/image?size=256x256"):
        assert await refused(stranger, "GET", one + tail, headers=others) == "not_yours"
        for who in (mine, teacher):
            async with stranger.get(one + tail, headers=who) as answer:
                assert answer.status == 200
    assert await refused(stranger, "DELETE", one, headers=others) == "not_yours"
    assert (await asked(stranger, "GET", "/v1/pictures", headers=others))[1]["pictures"] == []
    assert (await asked(stranger, "DELETE", one, headers=teacher))[0] == 200


async def test_a_teacher_lets_pupils_in_and_no_other_teacher(
    stranger: ClientSession, paired_admin: ClientSession
) -> None:
    teacher = await bearer(paired_admin, stranger, "teacher")
    status, view = await asked(stranger, "POST", "/v1/pairing", headers=teacher)
    assert (status, view["role"]) == (200, "pupil")
    _, paired = await asked(stranger, "POST", "/v1/pair", json={"code": view["code"]})
    assert paired["device"]["role"] == "pupil"
    pupil = {"Authorization": f"Bearer {paired['token']}"}
    for method in ("GET", "POST", "DELETE"):
        assert await refused(stranger, method, "/v1/pairing", headers=pupil) == "teacher_only"
        assert await refused(stranger, method, "/v1/pairing") == "teacher_only"
    assert await refused(stranger, "POST", "/v1/lesson/end", headers=pupil) == "teacher_only"
    assert (await asked(stranger, "DELETE", "/v1/pairing", headers=teacher))[1]["open"] is False


async def test_a_tablet_that_pairs_again_stays_the_same_device(
    stranger: ClientSession, paired_admin: ClientSession
) -> None:
    first = await bearer(paired_admin, stranger)
    _, before = await asked(paired_admin, "GET", "/admin/devices")
    code = (await opened(paired_admin))["code"]
    _, again = await asked(stranger, "POST", "/v1/pair", json={"code": code}, headers=first)
    _, after = await asked(paired_admin, "GET", "/admin/devices")
    assert len(after["devices"]) == len(before["devices"])
    assert again["device"]["id"] == before["devices"][-1]["id"]
    assert await refused(stranger, "GET", "/v1/pictures", headers=first) == "not_paired"


async def test_too_many_wrong_codes_say_when_to_come_back(
    paired_admin: ClientSession, paired_box: Box
) -> None:
    connector = TCPConnector(local_addr=("127.0.9.1", 0))
    async with ClientSession(paired_box.url, connector=connector) as child:
        for _ in range(3):
            view = await opened(paired_admin)
            await asked(child, "POST", "/v1/pair", json={"code": wrong(view["code"])})
        code = (await opened(paired_admin))["code"]
        async with child.post("/v1/pair?lang=zh", json={"code": code}) as answer:
            assert answer.status == 429
            assert 0 < int(answer.headers["Retry-After"]) <= 600
            assert "秒" in (await answer.json())["error"]["message"]


async def test_in_an_open_box_one_can_be_paired_as_well(
    web: ClientSession, admin: ClientSession
) -> None:
    teacher = {"Authorization": f"Bearer {await admitted(admin, web, 'teacher')}"}
    assert (await asked(web, "GET", "/v1/pairing", headers=teacher))[0] == 200
    assert await refused(web, "GET", "/v1/pairing") == "teacher_only"
    _, about = await asked(web, "GET", "/v1/box")
    assert (about["access"], about["caller"]["who"]) == ("open", "guest")
