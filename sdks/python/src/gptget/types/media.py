from __future__ import annotations

import base64
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional, Union

from typing_extensions import Self

from .._core.parse import Parsed


@dataclass(frozen=True)
class Image(Parsed):
    """An image: at `url`, which needs the key (`client.images.download`), or as base64."""

    url: Optional[str] = None
    b64_json: Optional[str] = None
    revised_prompt: Optional[str] = None

    def __repr__(self) -> str:
        return f"Image(url={self.url!r})" if self.url else f"Image({len(self.b64_json or '')} characters of base64)"


@dataclass(frozen=True)
class GeneratedImages(Parsed):
    """The images of one request. `client.generation(id)` returns the receipt."""

    id: str
    model: str
    data: list[Image]
    usage: dict[str, Any] = field(default_factory=dict)

    @property
    def cost(self) -> float:
        """US dollars."""
        return float(self.usage.get("cost", 0))


@dataclass(frozen=True)
class Transcript(Parsed):
    """The text of a recording."""

    text: str
    usage: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text


class Content(bytes):
    """The bytes of a file, with its media type. Notebooks show images and play audio."""

    content_type: str

    def __new__(cls, data: bytes, content_type: str = "application/octet-stream") -> Self:
        made = super().__new__(cls, data)
        made.content_type = content_type
        return made

    def save(self, path: Union[str, Path]) -> Path:
        """Writes the file and returns its path."""
        target = Path(path)
        target.write_bytes(self)
        return target

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.content_type}, {len(self):,} bytes>"

    def __str__(self) -> str:
        # Printing an image should show what it is, not its bytes.
        return repr(self)

    def _repr_png_(self) -> Optional[bytes]:
        return bytes(self) if self.content_type == "image/png" else None

    def _repr_jpeg_(self) -> Optional[bytes]:
        return bytes(self) if self.content_type == "image/jpeg" else None

    def _repr_html_(self) -> Optional[str]:
        kind = self.content_type.split("/")[0]
        if kind not in ("audio", "video"):
            return None
        data = base64.b64encode(self).decode()
        return f'<{kind} controls src="data:{self.content_type};base64,{data}"></{kind}>'
