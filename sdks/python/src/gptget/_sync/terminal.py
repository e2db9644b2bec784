"""Written by scripts/write_sync.py from gptget._async: change it there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Optional

from typing_extensions import Self
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

from .._core.waiting import connect_sync
from ..errors import APIConnectionError, error_of
from .transport import Transport


class Terminal:
    """A login shell on a terminal of a computer: `write` what is typed, iterate over what is shown.

    `exit_code` is there once the shell has ended.
    """

    def __init__(self, transport: Transport, computer_id: str, cols: int, rows: int) -> None:
        self._config = transport.config
        self._target = f"/computers/{computer_id}/terminal?cols={cols}&rows={rows}"
        self._connection: Any = None
        self._socket: Optional[ClientConnection] = None
        self.exit_code: Optional[int] = None

    def open(self) -> Self:
        url = f"ws{self._config.base_url.removeprefix('http')}{self._target}"
        headers = {"authorization": f"Bearer {self._config.api_key}"}
        try:
            self._connection = connect_sync(url, additional_headers=headers, max_size=None)
            self._socket = self._connection.__enter__()
        except InvalidStatus as refused:
            body = json.loads(refused.response.body or b"{}")
            raise error_of(refused.response.status_code, body, None, None) from refused
        except OSError as error:
            raise APIConnectionError(f"{self._config.base_url} cannot be reached: {error}") from error
        return self

    def write(self, text: str) -> None:
        """Types text; `\\n` is Return."""
        self._say({"type": "input", "data": text})

    def resize(self, cols: int, rows: int) -> None:
        self._say({"type": "resize", "cols": cols, "rows": rows})

    def __iter__(self) -> Iterator[str]:
        """What the terminal shows, with its control sequences, until the shell ends."""
        if self._socket is None:
            self.open()
        assert self._socket is not None
        try:
            for message in self._socket:
                said: dict[str, Any] = json.loads(message)
                if said["type"] == "output":
                    yield said["data"]
                elif said["type"] == "exit":
                    self.exit_code = said["code"]
                    return
        except ConnectionClosed as closed:
            raise APIConnectionError(f"The terminal's connection broke: {closed}") from closed

    def close(self) -> None:
        if self._socket is not None:
            self._socket = None
            self._connection.__exit__(None, None, None)

    def _say(self, message: dict[str, Any]) -> None:
        if self._socket is None:
            self.open()
        assert self._socket is not None
        self._socket.send(json.dumps(message))

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()
