from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path
from typing import Any, BinaryIO, Optional, Union

from .._core.media import content_path, file_part
from .._core.parse import parse
from ..types import Content, GeneratedImages, Image, Transcript
from .transport import AsyncTransport, new_idempotency_key

FileInput = Union[str, Path, bytes, BinaryIO]


class AsyncImages:
    """Creates images."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def generate(
        self, prompt: str, *, model: str, n: Optional[int] = None, size: Optional[str] = None, **more: Any
    ) -> GeneratedImages:
        """Creates `n` images. `more` has the other fields of the API: `quality`, `background`, `output_format`, …"""
        body = {"model": model, "prompt": prompt, "n": n, "size": size, **more}
        return await self._transport.ask(
            GeneratedImages, "POST", "/images/generations", body=body, idempotency_key=new_idempotency_key()
        )

    async def edit(
        self, image: Union[FileInput, list[FileInput]], prompt: str, *, model: str, **more: Any
    ) -> GeneratedImages:
        """Creates an image from one or more others, given as paths, bytes or open files."""
        given = image if isinstance(image, list) else [image]
        files = [("image[]", file_part(item, "image.png")) for item in given]
        response = await self._transport.send(
            "POST",
            "/images/edits",
            files=files,  # type: ignore[arg-type]  # httpx accepts pairs, so that one name can have several files
            form={"model": model, "prompt": prompt, **{name: str(value) for name, value in more.items()}},
            headers={"idempotency-key": new_idempotency_key()},
        )
        return parse(GeneratedImages, response.json())

    async def download(self, image: Union[Image, str]) -> Content:
        """Returns the bytes of an image, given as such or as its URL."""
        if isinstance(image, Image) and image.b64_json is not None:
            return Content(b64decode(image.b64_json), "image/png")
        url = image.url if isinstance(image, Image) else image
        return await download(self._transport, url or "")


class AsyncSpeech:
    """Turns text into speech."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def create(
        self,
        input: str,
        *,
        model: str,
        voice: Optional[str] = None,
        response_format: str = "mp3",
        speed: Optional[float] = None,
        instructions: Optional[str] = None,
    ) -> Content:
        """Returns audio as `mp3`, `opus`, `aac`, `flac`, `wav` or `pcm`. Notebooks play it; `.save(path)` writes it."""
        body = {
            "model": model,
            "input": input,
            "voice": voice,
            "response_format": response_format,
            "speed": speed,
            "instructions": instructions,
        }
        return await _ask_content(self._transport, "/audio/speech", body)


class AsyncTranscriptions:
    """Turns speech into text."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def create(
        self, file: FileInput, *, model: str, language: Optional[str] = None, prompt: Optional[str] = None
    ) -> Transcript:
        """Transcribes a file: a path, bytes or an open file."""
        form = {"model": model, "response_format": "json", "language": language, "prompt": prompt}
        response = await self._send(file, form)
        return parse(Transcript, response.json())

    async def subtitles(
        self, file: FileInput, *, model: str, format: str = "srt", language: Optional[str] = None
    ) -> str:
        """Transcribes a file with timestamps, as `srt` or `vtt`."""
        response = await self._send(file, {"model": model, "response_format": format, "language": language})
        return str(response.text)

    async def _send(self, file: FileInput, form: dict[str, Optional[str]]) -> Any:
        return await self._transport.send(
            "POST",
            "/audio/transcriptions",
            files={"file": file_part(file, "audio")},
            form={name: value for name, value in form.items() if value is not None},
            headers={"idempotency-key": new_idempotency_key()},
        )


async def download(transport: AsyncTransport, url: str) -> Content:
    """Downloads a URL of the server. Only its path is used, so that the key is sent to no other server."""
    response = await transport.send("GET", content_path(url))
    return Content(response.content, response.headers.get("content-type", "application/octet-stream"))


async def _ask_content(transport: AsyncTransport, path: str, body: dict[str, Any]) -> Content:
    stated = {name: value for name, value in body.items() if value is not None}
    response = await transport.send(
        "POST",
        path,
        content=json.dumps(stated).encode(),
        headers={"content-type": "application/json", "idempotency-key": new_idempotency_key()},
    )
    return Content(response.content, response.headers.get("content-type", "application/octet-stream"))
