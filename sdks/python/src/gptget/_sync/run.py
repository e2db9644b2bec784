"""Written by scripts/write_sync.py from gptget._async: change it there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, Optional
from urllib.parse import quote

from typing_extensions import Self

from .._core.run import RunReader
from ..errors import APIStatusError
from ..types import RunEvent, RunResult
from .transport import Events, Transport


class Run:
    """A model that drives a computer: iterate over what it does, live.

    `result` grows meanwhile. Leaving the block before the end, and `cancel`, end the run at the server: what was held
    is released, and what was done is kept and charged.
    """

    def __init__(self, transport: Transport, computer_id: str, body: Mapping[str, Any]) -> None:
        self._transport = transport
        self._computer_id = computer_id
        self._body = body
        self._reader = RunReader()
        self._answer: Optional[AbstractContextManager[Events]] = None
        self._events: Optional[Events] = None

    @property
    def result(self) -> RunResult:
        return self._reader.result

    @property
    def is_ended(self) -> bool:
        return self._reader.is_ended

    def open(self) -> Self:
        if self._answer is None:
            self._answer = self._transport.events("/chat/completions", self._body)
            self._events = self._answer.__enter__()
            self._reader.read_headers(self._events.headers)
        return self

    def __iter__(self) -> Iterator[RunEvent]:
        self.open()
        assert self._events is not None
        for chunk in self._events:
            for event in self._reader.read(chunk):
                yield event
        self._reader.is_ended = True
        self._close()

    def wait(self) -> RunResult:
        """Reads to the end."""
        for _ in self:
            pass
        return self.result

    def cancel(self) -> None:
        """Ends the run. An event that says so still comes to who iterates."""
        if self.is_ended or self.result.run_id is None:
            return self._close()
        try:
            self._steer("cancel")
        except APIStatusError as error:
            # It ended by itself meanwhile.
            if error.status not in (404, 409):
                raise

    def pause(self) -> None:
        """Holds the run before its next action, until `resume`."""
        self._steer("pause")

    def resume(self) -> None:
        self._steer("resume")

    def _steer(self, verb: str) -> None:
        path = f"/computers/{quote(self._computer_id)}/runs/{quote(self.result.run_id or '')}/{verb}"
        self._transport.ask_json("POST", path)

    def _close(self) -> None:
        if self._answer is not None and self._events is not None:
            answer, self._events = self._answer, None
            answer.__exit__(None, None, None)

    def __enter__(self) -> Self:
        return self.open()

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        try:
            if not self.is_ended:
                self.cancel()
        finally:
            self._close()

    def __repr__(self) -> str:
        state = self.result.reason or ("ended" if self.is_ended else "running")
        return f"<{type(self).__name__} {self.result.run_id} {state}, {self.result.steps} steps>"
