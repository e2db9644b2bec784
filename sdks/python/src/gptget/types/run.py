"""The events of a model's run on a computer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional, Union

from .._core.parse import Parsed


@dataclass(frozen=True)
class Text:
    """A piece of the model's text."""

    text: str


@dataclass(frozen=True)
class Action:
    """The model's next action: `name` is the action (`left_click`), `input` its fields."""

    name: str
    input: Mapping[str, Any]
    step: Optional[int] = None

    def __repr__(self) -> str:
        return f"{self.name}({', '.join(f'{key}={value!r}' for key, value in self.input.items())})"


@dataclass(frozen=True)
class ActionDone:
    """The result of the last action. `ms` is how long it took."""

    ok: bool
    error: Optional[str] = None
    ms: Optional[int] = None


@dataclass(frozen=True)
class ScreenSeen:
    """A screenshot was sent to the model. `url` needs the key: `client.download(event.url)`."""

    url: str
    width: Optional[int] = None
    height: Optional[int] = None


@dataclass(frozen=True)
class ConfirmationRequired:
    """The model's vendor requires a person's consent; the run has ended. Answer with `computer.confirm(result)`."""

    id: Optional[str]
    message: str


@dataclass(frozen=True)
class Reasoning:
    """A piece of the model's reasoning, if it is shown."""

    text: str


@dataclass(frozen=True)
class OtherEvent:
    """Any other event, unchanged. `type` is its type."""

    type: str
    data: Mapping[str, Any] = field(repr=False)


RunEvent = Union[Text, Reasoning, Action, ActionDone, ScreenSeen, ConfirmationRequired, OtherEvent]


@dataclass
class RunResult:
    """The result of a run. `cost` is the cost of the model in US dollars; `usage` has the tokens of all steps.

    `reason` is `stop` if the model finished, or else `max_steps`, `max_seconds`, `budget`, `confirmation`,
    `repeating`, `refusal`, `length` or `cancelled`.
    """

    text: str = ""
    run_id: Optional[str] = None
    thread_id: Optional[str] = None
    steps: int = 0
    reason: Optional[str] = None
    cost: Optional[float] = None
    usage: Mapping[str, Any] = field(default_factory=dict)
    generation_id: Optional[str] = None
    confirmation: Optional[ConfirmationRequired] = None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class RunRecord(Parsed):
    """A stored run. `status` is `running`, `paused`, `waiting` (for consent) or `finished`."""

    id: str
    thread_id: str
    model: str
    status: str
    steps: int
    cost: float
    finish_reason: Optional[str] = None
    error: Optional[str] = None
    text: str = ""
