from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, Union
from urllib.parse import urlsplit

from ..errors import GptGetError

FilePart = tuple[str, bytes]


def file_part(file: Union[str, Path, bytes, BinaryIO], default_name: str) -> FilePart:
    """A file for a form: its name and bytes. A string is a path."""
    if isinstance(file, bytes):
        return default_name, file
    if isinstance(file, (str, Path)):
        path = Path(file)
        return path.name, path.read_bytes()
    return Path(str(getattr(file, "name", default_name))).name, file.read()


def content_path(url: str) -> str:
    """The path and query of a URL. The key is only sent to the configured server, even if a URL names another host."""
    parts = urlsplit(url)
    if not parts.path.startswith("/v1/"):
        raise GptGetError(f"{url!r} is not a content URL: expected one such as …/v1/images/img_…/content?index=0.")
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
