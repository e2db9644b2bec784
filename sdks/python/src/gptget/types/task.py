from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

from .._core.parse import Parsed

ENDED = frozenset({"completed", "failed", "cancelled", "canceled", "expired", "unknown_outcome"})


@dataclass(frozen=True)
class TaskResult(Parsed):
    """Where the result is; it needs the key (`client.tasks.download`)."""

    url: Optional[str] = None
    urls: Optional[list[str]] = None


@dataclass(frozen=True)
class Task(Parsed):
    """Long work: an image, a video, music. `progress` is percent, where it is known; `status` says how it is."""

    id: str
    status: str
    type: Optional[str] = None
    model: Optional[str] = None
    progress: Optional[float] = None
    result: Optional[TaskResult] = None
    error: Any = None

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
