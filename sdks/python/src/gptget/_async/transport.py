from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Optional, TypeVar

import httpx

from .._core.config import Config, Timeout, to_timeout
from .._core.events import EventReader, read_event
from .._core.parse import parse
from .._core.retry import delay_before, is_too_long, may_repeat_failure, may_repeat_status, read_retry_after
from .._core.waiting import sleep_async
from ..errors import APIConnectionError, APITimeoutError, StreamError, error_of

T = TypeVar("T")

_ALWAYS_REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})


class AsyncTransport:
    """Sends requests with the key, retries them if that is safe, and raises the server's errors."""

    def __init__(self, config: Config, http_client: Optional[httpx.AsyncClient] = None) -> None:
        self.config = config
        self._is_own = http_client is None
        self._http = http_client or httpx.AsyncClient(follow_redirects=True)

    async def aclose(self) -> None:
        if self._is_own:
            await self._http.aclose()

    async def ask(
        self,
        kind: type[T],
        method: str,
        path: str,
        *,
        body: Any = None,
        query: Optional[Mapping[str, Any]] = None,
        idempotency_key: Optional[str] = None,
        timeout: Timeout = None,
    ) -> T:
        """Sends JSON and parses the answer as a `kind`."""
        return parse(
            kind,
            await self.ask_json(method, path, body=body, query=query, idempotency_key=idempotency_key, timeout=timeout),
        )

    async def ask_json(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        query: Optional[Mapping[str, Any]] = None,
        idempotency_key: Optional[str] = None,
        timeout: Timeout = None,
    ) -> Any:
        content, headers = _json_body(body, idempotency_key)
        response = await self.send(method, path, content=content, headers=headers, query=query, timeout=timeout)
        return response.json()

    async def send(
        self,
        method: str,
        path: str,
        *,
        content: Optional[bytes] = None,
        files: Optional[Mapping[str, Any]] = None,
        form: Optional[Mapping[str, Any]] = None,
        headers: Optional[Mapping[str, str]] = None,
        query: Optional[Mapping[str, Any]] = None,
        timeout: Timeout = None,
    ) -> httpx.Response:
        """Sends a request, with retries, and reads the whole answer."""
        async with self.open(
            method,
            path,
            content=content,
            files=files,
            form=form,
            headers=headers,
            query=query,
            timeout=timeout,
        ) as response:
            await self._read(response)
            return response

    @asynccontextmanager
    async def open(
        self,
        method: str,
        path: str,
        *,
        content: Optional[bytes] = None,
        files: Optional[Mapping[str, Any]] = None,
        form: Optional[Mapping[str, Any]] = None,
        headers: Optional[Mapping[str, str]] = None,
        query: Optional[Mapping[str, Any]] = None,
        timeout: Timeout = None,
    ) -> AsyncIterator[httpx.Response]:
        """Sends a request, with retries, and returns the answer once its headers show success. The block closes it."""
        request = self._http.build_request(
            method,
            self._url(path),
            content=content,
            files=files,
            data=form,
            params=_stated(query),
            headers={
                **self.config.headers,
                "authorization": f"Bearer {self.config.api_key}",
                **(headers or {}),
            },
            timeout=self.config.timeout if timeout is None else to_timeout(timeout),
        )
        response = await self._send_with_repetitions(request, can_be_sent_again=files is None)
        try:
            yield response
        finally:
            await response.aclose()

    @asynccontextmanager
    async def events(
        self, path: str, body: Any, *, headers: Optional[Mapping[str, str]] = None, timeout: Timeout = None
    ) -> AsyncIterator[AsyncEvents]:
        """Opens the answer as a stream of server-sent events."""
        content, sent = _json_body(body, None)
        async with self.open("POST", path, content=content, headers={**sent, **(headers or {})}, timeout=timeout) as it:
            yield AsyncEvents(it)

    def _url(self, path: str) -> str:
        if path.startswith(("http://", "https://")):
            return path
        return f"{self.config.origin}{path}" if path.startswith("/v1") else f"{self.config.base_url}{path}"

    async def _send_with_repetitions(self, request: httpx.Request, can_be_sent_again: bool) -> httpx.Response:
        is_repeatable = request.method in _ALWAYS_REPEATABLE or "idempotency-key" in request.headers
        attempt = 0
        while True:
            attempt += 1
            is_last = attempt > self.config.max_retries or not can_be_sent_again
            try:
                response = await self._http.send(request, stream=True)
            except httpx.TransportError as error:
                if is_last or not may_repeat_failure(error, is_repeatable):
                    raise _connection_error(error, self.config.base_url) from error
                await sleep_async(delay_before(attempt, None))
                continue
            if response.is_success:
                return response
            retry_after = read_retry_after(response.headers)
            if is_last or is_too_long(retry_after) or not may_repeat_status(response.status_code, is_repeatable):
                await self._refuse(response, retry_after)
            await response.aclose()
            await sleep_async(delay_before(attempt, retry_after))

    async def _refuse(self, response: httpx.Response, retry_after: Optional[float]) -> None:
        text = (await self._read(response)).decode("utf-8", "replace")
        await response.aclose()
        try:
            body: Any = json.loads(text)
        except ValueError:
            body = text
        raise error_of(response.status_code, body, response.headers.get("x-request-id"), retry_after)

    async def _read(self, response: httpx.Response) -> bytes:
        try:
            return await response.aread()
        except httpx.TransportError as error:
            raise _connection_error(error, self.config.base_url) from error


class AsyncEvents:
    """Iterates over the JSON of each event of a stream, up to `[DONE]`. Raises `StreamError` if the stream breaks."""

    def __init__(self, response: httpx.Response) -> None:
        self.headers = response.headers
        self._response = response

    async def __aiter__(self) -> AsyncIterator[Any]:
        reader = EventReader()
        try:
            async for line in self._response.aiter_lines():
                data = reader.read(line)
                if data == "[DONE]":
                    return
                if data is not None:
                    yield read_event(data)
        except httpx.TransportError as error:
            raise StreamError(
                f"The connection was lost in the middle of the answer: {error or type(error).__name__}"
            ) from error


def _json_body(body: Any, idempotency_key: Optional[str]) -> tuple[Optional[bytes], dict[str, str]]:
    headers: dict[str, str] = {}
    if idempotency_key is not None:
        headers["idempotency-key"] = idempotency_key
    if body is None:
        return None, headers
    headers["content-type"] = "application/json"
    return json.dumps(_stated(body)).encode(), headers


def _stated(values: Optional[Mapping[str, Any]]) -> Optional[dict[str, Any]]:
    """The values without those that are None."""
    return None if values is None else {name: value for name, value in values.items() if value is not None}


def _connection_error(error: httpx.TransportError, base_url: str) -> APIConnectionError:
    if isinstance(error, httpx.TimeoutException):
        return APITimeoutError(f"{base_url} did not answer in time ({type(error).__name__}).")
    reason = str(error) or type(error).__name__
    return APIConnectionError(
        f"{base_url} cannot be reached: {reason}. Is the server running, and GPTGET_BASE_URL right?"
    )


def new_idempotency_key() -> str:
    """A key for a request that costs something: however often it is repeated with the key, it is charged once."""
    return f"py-{uuid.uuid4()}"
