from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any, Optional

from .._core.parse import Parsed
from .computer import BatchStep
from .media import Content


class Screenshot(Content):
    """The bytes of a screenshot, by default a PNG. Notebooks show it.

    With `settle=True`, `settled` is whether the screen stopped changing.
    """

    width: Optional[int]
    height: Optional[int]
    settled: Optional[bool]

    @classmethod
    def of(cls, answer: dict[str, Any]) -> Screenshot:
        """Creates one from `{"image": base64, "format", "width", "height"}`. Only `image` is required."""
        made = cls.of_bytes(base64.b64decode(answer["image"]), f"image/{answer.get('format', 'png')}")
        made.width = answer.get("width", made.width)
        made.height = answer.get("height", made.height)
        made.settled = answer.get("settled")
        return made

    @classmethod
    def of_bytes(cls, data: bytes, content_type: str) -> Screenshot:
        """Creates one from the bytes alone. A PNG contains its size."""
        made = cls(data, content_type)
        is_png = data[:4] == b"\x89PNG"
        made.width = int.from_bytes(data[16:20], "big") if is_png else None
        made.height = int.from_bytes(data[20:24], "big") if is_png else None
        made.settled = None
        return made

    def __repr__(self) -> str:
        return f"<Screenshot {self.content_type} {self.width}x{self.height}, {len(self):,} bytes>"


class BashOutput(str):
    """The output of a command on stdout and stderr: a string, with the exit code of the command."""

    exit_code: Optional[int]
    timed_out: bool
    truncated: bool

    @classmethod
    def of(cls, answer: dict[str, Any]) -> BashOutput:
        made = cls(answer["output"])
        made.exit_code = answer.get("exit_code")
        made.timed_out = bool(answer.get("timed_out"))
        made.truncated = bool(answer.get("truncated"))
        return made

    @property
    def success(self) -> bool:
        return self.exit_code == 0 and not self.timed_out


@dataclass(frozen=True)
class ActionResult(Parsed):
    """The result of an action. `settled` and `ms` are set with `settle=True`, `screenshot` with `screenshot=True`."""

    success: bool
    settled: Optional[bool] = None
    ms: Optional[int] = None
    pid: Optional[int] = None
    image: Optional[str] = None
    results: Optional[list[BatchStep]] = None

    @property
    def screenshot(self) -> Optional[Screenshot]:
        return None if self.image is None else Screenshot.of({"image": self.image, "settled": self.settled})

    def _repr_png_(self) -> Optional[bytes]:
        screenshot = self.screenshot
        return None if screenshot is None else bytes(screenshot)

    def __repr__(self) -> str:
        facts = [f"success={self.success}"]
        facts += [] if self.settled is None else [f"settled={self.settled}", f"ms={self.ms}"]
        facts += [] if self.pid is None else [f"pid={self.pid}"]
        facts += [] if self.image is None else [f"screenshot={self.screenshot!r}"]
        return f"ActionResult({', '.join(facts)})"
