"""Written by scripts/write_sync.py from gptget._async: change it there."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path
from typing import Any, BinaryIO, Optional, Union

from .._core.media import content_path, file_part
from .._core.parse import parse
from ..types import Content, GeneratedImages, Image, Transcript
from .transport import Transport, new_idempotency_key

FileInput = Union[str, Path, bytes, BinaryIO]


class Images:
    """Pictures from words."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def generate(
        self, prompt: str, *, model: str, n: Optional[int] = None, size: Optional[str] = None, **more: Any
    ) -> GeneratedImages:
        """Makes `n` pictures. `more` is what the reference has beside: `quality`, `background`, `output_format`, …"""
        body = {"model": model, "prompt": prompt, "n": n, "size": size, **more}
        return self._transport.ask(
            GeneratedImages, "POST", "/images/generations", body=body, idempotency_key=new_idempotency_key()
        )

    def edit(
        self, image: Union[FileInput, list[FileInput]], prompt: str, *, model: str, **more: Any
    ) -> GeneratedImages:
        """Makes a picture from one or several others, given as paths, bytes or open files."""
        given = image if isinstance(image, list) else [image]
        files = [("image[]", file_part(item, "image.png")) for item in given]
        response = self._transport.send(
            "POST",
            "/images/edits",
            files=files,  # type: ignore[arg-type]  # httpx takes pairs, so that one name has several files
            form={"model": model, "prompt": prompt, **{name: str(value) for name, value in more.items()}},
            headers={"idempotency-key": new_idempotency_key()},
        )
        return parse(GeneratedImages, response.json())

    def download(self, image: Union[Image, str]) -> Content:
        """The bytes of a picture, or of what is at its address."""
        if isinstance(image, Image) and image.b64_json is not None:
            return Content(b64decode(image.b64_json), "image/png")
        url = image.url if isinstance(image, Image) else image
        return download(self._transport, url or "")


class Speech:
    """Texts spoken."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(
        self,
        input: str,
        *,
        model: str,
        voice: Optional[str] = None,
        response_format: str = "mp3",
        speed: Optional[float] = None,
        instructions: Optional[str] = None,
    ) -> Content:
        """The sound, as `mp3`, `opus`, `aac`, `flac`, `wav` or `pcm`. A notebook plays it; `.save(path)` writes it."""
        body = {
            "model": model,
            "input": input,
            "voice": voice,
            "response_format": response_format,
            "speed": speed,
            "instructions": instructions,
        }
        return _ask_content(self._transport, "/audio/speech", body)


class Transcriptions:
    """Speech written down."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(
        self, file: FileInput, *, model: str, language: Optional[str] = None, prompt: Optional[str] = None
    ) -> Transcript:
        """What is said in a file: a path, bytes or an open file."""
        form = {"model": model, "response_format": "json", "language": language, "prompt": prompt}
        response = self._send(file, form)
        return parse(Transcript, response.json())

    def subtitles(self, file: FileInput, *, model: str, format: str = "srt", language: Optional[str] = None) -> str:
        """The same with times, as `srt` or `vtt`."""
        response = self._send(file, {"model": model, "response_format": format, "language": language})
        return str(response.text)

    def _send(self, file: FileInput, form: dict[str, Optional[str]]) -> Any:
        return self._transport.send(
            "POST",
            "/audio/transcriptions",
            files={"file": file_part(file, "audio")},
            form={name: value for name, value in form.items() if value is not None},
            headers={"idempotency-key": new_idempotency_key()},
        )


def download(transport: Transport, url: str) -> Content:
    """What is at an address of the server, by its path: the key goes nowhere else."""
    response = transport.send("GET", content_path(url))
    return Content(response.content, response.headers.get("content-type", "application/octet-stream"))


def _ask_content(transport: Transport, path: str, body: dict[str, Any]) -> Content:
    stated = {name: value for name, value in body.items() if value is not None}
    response = transport.send(
        "POST",
        path,
        content=json.dumps(stated).encode(),
        headers={"content-type": "application/json", "idempotency-key": new_idempotency_key()},
    )
    return Content(response.content, response.headers.get("content-type", "application/octet-stream"))
