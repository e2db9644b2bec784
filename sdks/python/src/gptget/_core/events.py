from __future__ import annotations

import json
from typing import Any, Optional

from ..errors import StreamError


class EventReader:
    """Reads server-sent events line by line, as specified by WHATWG. Comments and ids are ignored."""

    def __init__(self) -> None:
        self._data: list[str] = []

    def read(self, line: str) -> Optional[str]:
        """The data of the event that this line ends, or None. `line` has no line break."""
        if line == "":
            data, self._data = self._data, []
            return "\n".join(data) if data else None
        if line.startswith("data:"):
            self._data.append(line[5:].removeprefix(" "))
        return None


def read_event(data: str) -> Any:
    """The JSON of an event. Raises `StreamError` if it is an error, which ends a stream."""
    event = json.loads(data)
    if isinstance(event, dict) and event.get("error"):
        error = event["error"]
        raise StreamError(str(error.get("message", error)) if isinstance(error, dict) else str(error))
    return event
