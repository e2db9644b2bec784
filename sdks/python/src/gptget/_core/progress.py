from __future__ import annotations

import sys
from types import TracebackType
from typing import Any, Optional

from typing_extensions import Self


class ProgressBar:
    """Shows the progress of a task in terminals and notebooks, and nothing elsewhere."""

    def __init__(self, title: str, is_wanted: Optional[bool]) -> None:
        self._title = title
        self._is_shown = _has_reader() if is_wanted is None else is_wanted
        self._bar: Any = None

    def show(self, percent: Optional[float], status: str) -> None:
        if not self._is_shown:
            return
        if self._bar is None:
            from tqdm.auto import tqdm

            bar_format = "{desc} {percentage:3.0f}% |{bar}| {elapsed}"
            self._bar = tqdm(total=100, desc=f"{self._title} {status}", bar_format=bar_format, leave=True)
        self._bar.n = 100 if status == "completed" else (percent or 0)
        self._bar.set_description(f"{self._title} {status}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        if self._bar is not None:
            self._bar.close()


def _has_reader() -> bool:
    return "ipykernel" in sys.modules or sys.stderr.isatty()
