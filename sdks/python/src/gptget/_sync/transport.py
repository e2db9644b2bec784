"""Written by scripts/write_sync.py from gptget._async: change it there."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Optional, TypeVar

import httpx

from .._core.config import Config, Timeout, to_timeout
from .._core.events import EventReader, read_event
from .._core.parse import parse
from .._core.retry import delay_before, is_too_long, may_repeat_failure, may_repeat_status, read_retry_after
from .._core.waiting import sleep_sync
from ..errors import APIConnectionError, APITimeoutError, StreamError, error_of

T = TypeVar("T")

_ALWAYS_REPEATABLE = frozenset({"GET", "HEAD", "PUT", "DELETE"})


class Transport:
    """Sends requests with the key, repeats what is worth it, and raises what the server refuses."""

    def __init__(self, config: Config, http_client: Optional[httpx.Client] = None) -> None:
        self.config = config
        self._is_own = http_client is None
        self._http = http_client or httpx.Client(follow_redirects=True)

    def close(self) -> None:
        if self._is_own:
            self._http.close()

    def ask(
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
        """Sends JSON and parses the answer as `kind`."""
        return parse(
            kind,
            self.ask_json(method, path, body=body, query=query, idempotency_key=idempotency_key, timeout=timeout),
        )

    def ask_json(
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
        response = self.send(method, path, content=content, headers=headers, query=query, timeout=timeout)
        return response.json()

    def send(
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
        """One request with its repetitions. The answer is read whole."""
        with self.open(
            method,
            path,
            content=content,
            files=files,
            form=form,
            headers=headers,
            query=query,
            timeout=timeout,
        ) as response:
            self._read(response)
            return response

    @contextmanager
    def open(
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
    ) -> Iterator[httpx.Response]:
        """The answer once its head is there and good; it is closed at the end of the block."""
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
        response = self._send_with_repetitions(request, can_be_sent_again=files is None)
        try:
            yield response
        finally:
            response.close()

    @contextmanager
    def events(
        self, path: str, body: Any, *, headers: Optional[Mapping[str, str]] = None, timeout: Timeout = None
    ) -> Iterator[Events]:
        """The answer as server-sent events."""
        content, sent = _json_body(body, None)
        with self.open("POST", path, content=content, headers={**sent, **(headers or {})}, timeout=timeout) as it:
            yield Events(it)

    def _url(self, path: str) -> str:
        if path.startswith(("http://", "https://")):
            return path
        return f"{self.config.origin}{path}" if path.startswith("/v1") else f"{self.config.base_url}{path}"

    def _send_with_repetitions(self, request: httpx.Request, can_be_sent_again: bool) -> httpx.Response:
        is_repeatable = request.method in _ALWAYS_REPEATABLE or "idempotency-key" in request.headers
        attempt = 0
        while True:
            attempt += 1
            is_last = attempt > self.config.max_retries or not can_be_sent_again
            try:
                response = self._http.send(request, stream=True)
            except httpx.TransportError as error:
                if is_last or not may_repeat_failure(error, is_repeatable):
                    raise _connection_error(error, self.config.base_url) from error
                sleep_sync(delay_before(attempt, None))
                continue
            if response.is_success:
                return response
            retry_after = read_retry_after(response.headers)
            if is_last or is_too_long(retry_after) or not may_repeat_status(response.status_code, is_repeatable):
                self._refuse(response, retry_after)
            response.close()
            sleep_sync(delay_before(attempt, retry_after))

    def _refuse(self, response: httpx.Response, retry_after: Optional[float]) -> None:
        text = (self._read(response)).decode("utf-8", "replace")
        response.close()
        try:
            body: Any = json.loads(text)
        except ValueError:
            body = text
        raise error_of(response.status_code, body, response.headers.get("x-request-id"), retry_after)

    def _read(self, response: httpx.Response) -> bytes:
        try:
            return response.read()
        except httpx.TransportError as error:
            raise _connection_error(error, self.config.base_url) from error


class Events:
    """The JSON of each event of a stream, up to `[DONE]`. A stream that breaks raises `StreamError`."""

    def __init__(self, response: httpx.Response) -> None:
        self.headers = response.headers
        self._response = response

    def __iter__(self) -> Iterator[Any]:
        reader = EventReader()
        try:
            for line in self._response.iter_lines():
                data = reader.read(line)
                if data == "[DONE]":
                    return
                if data is not None:
                    yield read_event(data)
        except httpx.TransportError as error:
            raise StreamError(
                f"The connection broke in the middle of the answer: {error or type(error).__name__}"
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
    """Without what was left out."""
    return None if values is None else {name: value for name, value in values.items() if value is not None}


def _connection_error(error: httpx.TransportError, base_url: str) -> APIConnectionError:
    if isinstance(error, httpx.TimeoutException):
        return APITimeoutError(f"{base_url} did not answer in time ({type(error).__name__}).")
    reason = str(error) or type(error).__name__
    return APIConnectionError(
        f"{base_url} cannot be reached: {reason}. Is the server running, and GPTGET_BASE_URL right?"
    )


def new_idempotency_key() -> str:
    """For a request that costs something: repeated under the same key it runs, and is charged, once."""
    return f"py-{uuid.uuid4()}"
