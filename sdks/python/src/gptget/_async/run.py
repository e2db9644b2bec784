from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Any, Optional
from urllib.parse import quote

from typing_extensions import Self

from .._core.run import RunReader
from ..errors import APIStatusError
from ..types import RunEvent, RunResult
from .transport import AsyncEvents, AsyncTransport


class AsyncRun:
    """A run of a model on a computer. Iterate over it to receive the events live.

    `result` is updated with each event. `cancel`, or leaving the block early, ends the run on the server: keys and
    buttons are released, and the steps so far are charged.
    """

    def __init__(self, transport: AsyncTransport, computer_id: str, body: Mapping[str, Any]) -> None:
        self._transport = transport
        self._computer_id = computer_id
        self._body = body
        self._reader = RunReader()
        self._answer: Optional[AbstractAsyncContextManager[AsyncEvents]] = None
        self._events: Optional[AsyncEvents] = None

    @property
    def result(self) -> RunResult:
        return self._reader.result

    @property
    def is_ended(self) -> bool:
        return self._reader.is_ended

    async def open(self) -> Self:
        if self._answer is None:
            self._answer = self._transport.events("/chat/completions", self._body)
            self._events = await self._answer.__aenter__()
            self._reader.read_headers(self._events.headers)
        return self

    async def __aiter__(self) -> AsyncIterator[RunEvent]:
        await self.open()
        assert self._events is not None
        async for chunk in self._events:
            for event in self._reader.read(chunk):
                yield event
        self._reader.is_ended = True
        await self._close()

    async def wait(self) -> RunResult:
        """Reads all remaining events."""
        async for _ in self:
            pass
        return self.result

    async def cancel(self) -> None:
        """Ends the run. The iteration still receives the event that reports the end."""
        if self.is_ended or self.result.run_id is None:
            return await self._close()
        try:
            await self._steer("cancel")
        except APIStatusError as error:
            # It has ended by itself in the meantime.
            if error.status not in (404, 409):
                raise

    async def pause(self) -> None:
        """Pauses the run before its next action, until `resume`."""
        await self._steer("pause")

    async def resume(self) -> None:
        await self._steer("resume")

    async def _steer(self, verb: str) -> None:
        path = f"/computers/{quote(self._computer_id)}/runs/{quote(self.result.run_id or '')}/{verb}"
        await self._transport.ask_json("POST", path)

    async def _close(self) -> None:
        if self._answer is not None and self._events is not None:
            answer, self._events = self._answer, None
            await answer.__aexit__(None, None, None)

    async def __aenter__(self) -> Self:
        return await self.open()

    async def __aexit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        try:
            if not self.is_ended:
                await self.cancel()
        finally:
            await self._close()

    def __repr__(self) -> str:
        state = self.result.reason or ("ended" if self.is_ended else "running")
        return f"<{type(self).__name__} {self.result.run_id} {state}, {self.result.steps} steps>"
