from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Optional

from .._core.parse import Parsed


@dataclass(frozen=True)
class Limits(Parsed):
    """The limits that the computer's host enforces. `notes` lists the resources that it could not provide."""

    cpus: Optional[float] = None
    memory_bytes: Optional[int] = None
    pids: Optional[int] = None
    disk_bytes: Optional[int] = None
    network: Optional[str] = None
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ComputerInfo(Parsed):
    """A computer as the server describes it. `connection_url` opens its live view in a browser."""

    id: str
    name: str
    status: str
    instance_type: str
    region: str
    workspace_id: str
    connection_url: str = ""
    status_reason: Optional[str] = None
    resolution: str = ""
    cpu: Optional[int] = None
    ram: Optional[int] = None
    disk_size_gb: Optional[int] = None
    network: Optional[str] = None
    auto_stop_minutes: int = 0
    is_frozen: bool = False
    hours_charged: int = 0
    paid_until: Optional[datetime] = None
    running_seconds: int = 0
    limits: Optional[Limits] = None
    created_at: Optional[datetime] = None

    def __repr__(self) -> str:
        return f"ComputerInfo({self.name!r}, {self.status}, {self.instance_type}, {self.region}, id={self.id!r})"


@dataclass(frozen=True)
class Workspace(Parsed):
    """A namespace for computers."""

    id: str
    name: str
    computer_count: int = 0
    created_at: Optional[datetime] = None


@dataclass(frozen=True)
class Window(Parsed):
    """A window on the screen, in pixels."""

    id: str
    title: str
    pid: int
    x: int
    y: int
    width: int
    height: int
    is_focused: bool


@dataclass(frozen=True)
class CursorPosition(Parsed):
    """The position of the mouse, in pixels."""

    x: int
    y: int


@dataclass(frozen=True)
class FileEntry(Parsed):
    """A file or folder of a computer. `type` is `file`, `folder` or `link`; `size` is in bytes."""

    name: str
    path: str
    type: str
    size: int
    modified_at: datetime
    mode: str = ""


@dataclass(frozen=True)
class View(Parsed):
    """A link to the live view; `mode` is `control` or `view`."""

    id: str
    url: str
    mode: str
    expires_at: datetime

    def __repr__(self) -> str:
        return f"View({self.id!r}, mode={self.mode!r}, expires_at={self.expires_at:%Y-%m-%d %H:%M})"


@dataclass(frozen=True)
class ExecResult(Parsed):
    """The output of Python code on a computer, and its error if it failed."""

    success: bool
    output: str
    error: Optional[str] = None
    error_type: Optional[str] = None
    timeout: bool = False
    exit_code: Optional[int] = None


@dataclass(frozen=True)
class BatchStep(Parsed):
    """The outcome of one action of a batch."""

    type: str
    success: bool
    error: Optional[str] = None
