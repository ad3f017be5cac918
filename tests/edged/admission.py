"""Ways into a box for paired devices."""

from __future__ import annotations

from typing import Any

from aiohttp import ClientSession


async def opened(admin: ClientSession, role: str = "pupil") -> dict[str, Any]:
    """A pairing window, as it is shown."""
    async with admin.post("/admin/pairing", json={"role": role}) as answer:
        assert answer.status == 200
        return dict(await answer.json())


async def admitted(admin: ClientSession, visitor: ClientSession, role: str = "pupil") -> str:
    """The token of a new device."""
    secret = (await opened(admin, role))["secret"]
    async with visitor.post("/v1/pair", json={"secret": secret}) as answer:
        assert answer.status == 200, await answer.text()
        return str((await answer.json())["token"])


async def bearer(
    admin: ClientSession, visitor: ClientSession, role: str = "pupil"
) -> dict[str, str]:
    return {"Authorization": f"Bearer {await admitted(admin, visitor, role)}"}


async def asked(
    session: ClientSession, method: str, path: str, **more: Any
) -> tuple[int, dict[str, Any]]:
    """Status and JSON."""
    async with session.request(method, path, **more) as answer:
        return answer.status, dict(await answer.json())


async def refused(session: ClientSession, method: str, path: str, **more: Any) -> str:
    """The code of the error."""
    status, told = await asked(session, method, path, **more)
    assert status >= 400, told
    return str(told["error"]["code"])
