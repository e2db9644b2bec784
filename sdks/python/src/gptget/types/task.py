from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Optional

from .._core.parse import Parsed

ENDED = frozenset({"completed", "failed", "cancelled", "canceled", "expired", "unknown_outcome"})


@dataclass(frozen=True)
class TaskFile(Parsed):
    """One file of a result. `variant` is None for the file itself, or another form such as `thumbnail`."""

    url: str
    content_type: str = ""
    index: int = 0
    variant: Optional[str] = None


@dataclass(frozen=True)
class TaskResult(Parsed):
    """The files of a task: `url` is the first, `data` has all. They need the key (`client.tasks.download`)."""

    url: Optional[str] = None
    data: list[TaskFile] = field(default_factory=list)


@dataclass(frozen=True)
class Task(Parsed):
    """A task: an image, a video, music. `progress` is in percent; `cost` is in US dollars once it has ended."""

    id: str
    status: str
    type: Optional[str] = None
    model: Optional[str] = None
    progress: Optional[float] = None
    result: Optional[TaskResult] = None
    error: Any = None
    cost: Optional[float] = None

    @property
    def is_ended(self) -> bool:
        return self.status in ENDED

    @property
    def is_completed(self) -> bool:
        return self.status == "completed"

    @property
    def error_message(self) -> Optional[str]:
        if isinstance(self.error, dict):
            return str(self.error.get("message") or self.error)
        return None if self.error is None else str(self.error)

    def __repr__(self) -> str:
        progress = "" if self.progress is None else f", {self.progress:.0f} %"
        return f"Task({self.id!r}, {self.status}{progress})"
