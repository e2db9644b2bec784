from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Callable, Optional

from ..types import (
    Action,
    ActionDone,
    ConfirmationRequired,
    OtherEvent,
    Reasoning,
    RunEvent,
    RunResult,
    ScreenSeen,
    Text,
)

DEFAULT_MODEL = "anthropic/claude-sonnet-4.5"
DEFAULT_MAX_STEPS = 25


class RunReader:
    """Reads the chunks of a run into events and collects its result.

    The chunks are those of chat completions; `computer` has the events of the computer.
    """

    def __init__(self) -> None:
        self.result = RunResult()
        self.is_ended = False
        self._step: Optional[int] = None

    def read_headers(self, headers: Mapping[str, str]) -> None:
        self.result.run_id = headers.get("x-run-id")
        self.result.thread_id = headers.get("x-thread-id")

    def read(self, chunk: Mapping[str, Any]) -> Iterator[RunEvent]:
        self.result.generation_id = chunk.get("id", self.result.generation_id)
        if chunk.get("usage"):
            self.result.usage = chunk["usage"]
        said: Optional[Mapping[str, Any]] = chunk.get("computer")
        if said is not None:
            yield from self._read_computer(said)
        for choice in chunk.get("choices") or []:
            text = (choice.get("delta") or {}).get("content")
            if text:
                self.result.text += text
                yield Text(text)

    def _read_computer(self, said: Mapping[str, Any]) -> Iterator[RunEvent]:
        kind = str(said.get("type"))
        self._gather(kind, said)
        make = _EVENTS.get(kind)
        event = OtherEvent(kind, said) if make is None else make(said)
        if isinstance(event, ConfirmationRequired):
            self.result.confirmation = event
        yield event

    def _gather(self, kind: str, said: Mapping[str, Any]) -> None:
        result = self.result
        result.run_id = said.get("run_id") or result.run_id
        result.thread_id = said.get("thread_id") or result.thread_id
        if isinstance(said.get("step"), int):
            result.steps = max(result.steps, said["step"])
        if kind == "run.finished":
            self.is_ended = True
            result.reason = said.get("reason")
            result.cost = said.get("cost")
            steps = said.get("steps")
            result.steps = steps if isinstance(steps, int) else result.steps


_EVENTS: Mapping[str, Callable[[Mapping[str, Any]], RunEvent]] = {
    "reasoning": lambda said: Reasoning(str(said.get("text"))),
    "action": lambda said: Action(str(said.get("action")), said.get("input") or {}, said.get("step")),
    "action.result": lambda said: ActionDone(bool(said.get("ok", True)), said.get("error"), said.get("ms")),
    "screenshot": lambda said: ScreenSeen(str(said.get("url")), said.get("width"), said.get("height")),
    "confirmation_required": lambda said: ConfirmationRequired(said.get("id"), str(said.get("message"))),
}


def run_body(
    computer_id: str,
    instruction: str,
    *,
    model: str,
    max_steps: int,
    max_cost: Optional[float],
    thread_id: Optional[str],
    more: Mapping[str, Any],
) -> dict[str, Any]:
    """The body of a chat completion whose model controls the computer."""
    return {
        "model": model,
        "computer_id": computer_id,
        "max_steps": max_steps,
        "max_cost": max_cost,
        "thread_id": thread_id,
        "messages": [{"role": "user", "content": instruction}] if instruction else [],
        "stream": True,
        "stream_options": {"include_usage": True},
        **more,
    }
