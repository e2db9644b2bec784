from __future__ import annotations

import json
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Any, Optional

from typing_extensions import Self
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from .._core.waiting import connect_async
from ..errors import APIConnectionError, error_of
from .transport import AsyncTransport


class AsyncTerminal:
    """A login shell in a terminal of a computer. `write` types text; iterate over the terminal to read its output.

    `exit_code` is set once the shell has ended.
    """

    def __init__(self, transport: AsyncTransport, computer_id: str, cols: int, rows: int) -> None:
        self._config = transport.config
        self._target = f"/computers/{computer_id}/terminal?cols={cols}&rows={rows}"
        self._connection: Any = None
        self._socket: Optional[ClientConnection] = None
        self.exit_code: Optional[int] = None

    async def open(self) -> Self:
        url = f"ws{self._config.base_url.removeprefix('http')}{self._target}"
        headers = {"authorization": f"Bearer {self._config.api_key}"}
        try:
            self._connection = connect_async(url, additional_headers=headers, max_size=None)
            self._socket = await self._connection.__aenter__()
        except InvalidStatus as refused:
            body = json.loads(refused.response.body or b"{}")
            raise error_of(refused.response.status_code, body, None, None) from refused
        except OSError as error:
            raise APIConnectionError(f"{self._config.base_url} cannot be reached: {error}") from error
        return self

    async def write(self, text: str) -> None:
        """Types text. `\\n` presses Return."""
        await self._say({"type": "input", "data": text})

    async def resize(self, cols: int, rows: int) -> None:
        await self._say({"type": "resize", "cols": cols, "rows": rows})

    async def __aiter__(self) -> AsyncIterator[str]:
        """Iterates over the output, including control sequences, until the shell ends."""
        if self._socket is None:
            await self.open()
        assert self._socket is not None
        try:
            async for message in self._socket:
                said: dict[str, Any] = json.loads(message)
                if said["type"] == "output":
                    yield said["data"]
                elif said["type"] == "exit":
                    self.exit_code = said["code"]
                    return
        except ConnectionClosed as closed:
            raise APIConnectionError(f"The connection of the terminal was lost: {closed}") from closed

    async def aclose(self) -> None:
        if self._socket is not None:
            self._socket = None
            await self._connection.__aexit__(None, None, None)

    async def _say(self, message: dict[str, Any]) -> None:
        if self._socket is None:
            await self.open()
        assert self._socket is not None
        await self._socket.send(json.dumps(message))

    async def __aenter__(self) -> Self:
        return await self.open()

    async def __aexit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        await self.aclose()
