"""The server's answers as dataclasses. `raw` has the whole answer."""

from .account import CreatedKey, Credits, Key, ManagedKey
from .computer import ComputerInfo, CursorPosition, ExecResult, FileEntry, Limits, View, Window, Workspace
from .generation import Attempt, ChargeLine, Generation
from .media import Content, GeneratedImages, Image, Transcript
from .model import Architecture, Model
from .run import (
    Action,
    ActionDone,
    ConfirmationRequired,
    OtherEvent,
    Reasoning,
    RunEvent,
    RunRecord,
    RunResult,
    ScreenSeen,
    Text,
)
from .screen import ActionResult, BashOutput, Screenshot
from .task import Task, TaskFile, TaskResult
from .webhook import Webhook, WebhookDelivery

__all__ = [
    "Action",
    "ActionDone",
    "ActionResult",
    "Architecture",
    "Attempt",
    "BashOutput",
    "ChargeLine",
    "ComputerInfo",
    "ConfirmationRequired",
    "Content",
    "CreatedKey",
    "Credits",
    "CursorPosition",
    "ExecResult",
    "FileEntry",
    "GeneratedImages",
    "Generation",
    "Image",
    "Key",
    "Limits",
    "ManagedKey",
    "Model",
    "OtherEvent",
    "Reasoning",
    "RunEvent",
    "RunRecord",
    "RunResult",
    "ScreenSeen",
    "Screenshot",
    "Task",
    "TaskFile",
    "TaskResult",
    "Text",
    "Transcript",
    "View",
    "Webhook",
    "WebhookDelivery",
    "Window",
    "Workspace",
]
