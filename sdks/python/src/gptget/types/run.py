"""What happens while a model drives a computer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional, Union

from .._core.parse import Parsed


@dataclass(frozen=True)
class Text:
    """A piece of what the model says."""

    text: str


@dataclass(frozen=True)
class Action:
    """What the model does next: `name` is the action (`left_click`), `input` its fields."""

    name: str
    input: Mapping[str, Any]
    step: Optional[int] = None

    def __repr__(self) -> str:
        return f"{self.name}({', '.join(f'{key}={value!r}' for key, value in self.input.items())})"


@dataclass(frozen=True)
class ActionDone:
    """How the last action ended; `ms` is how long it took."""

    ok: bool
    error: Optional[str] = None
    ms: Optional[int] = None


@dataclass(frozen=True)
class ScreenSeen:
    """The model was shown the screen. `url` needs the key: `client.download(event.url)`."""

    url: str
    width: Optional[int] = None
    height: Optional[int] = None


@dataclass(frozen=True)
class ConfirmationRequired:
    """The model's vendor wants a person's consent; the run has ended. Answer by `computer.confirm(result)`."""

    id: Optional[str]
    message: str


@dataclass(frozen=True)
class Reasoning:
    """A piece of what the model thinks, where it shows that."""

    text: str


@dataclass(frozen=True)
class OtherEvent:
    """Something else, as it came: `type` says what."""

    type: str
    data: Mapping[str, Any] = field(repr=False)


RunEvent = Union[Text, Reasoning, Action, ActionDone, ScreenSeen, ConfirmationRequired, OtherEvent]


@dataclass
class RunResult:
    """How a run ended. `cost` is US dollars, of the model alone; `usage` the tokens of all its steps.

    `reason` is `stop` where the model was done; else `max_steps`, `max_seconds`, `budget`, `confirmation`,
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
    """A run as the server keeps it: `status` is `running`, `paused`, `waiting` (for consent) or `finished`."""

    id: str
    thread_id: str
    model: str
    status: str
    steps: int
    cost: float
    finish_reason: Optional[str] = None
    error: Optional[str] = None
    text: str = ""
