from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Optional, Union
from urllib.parse import urlsplit

import httpx

from .._version import __version__
from ..errors import ConfigurationError

DEFAULT_BASE_URL = "https://api.gptget.net/v1"
DEFAULT_TIMEOUT_SECONDS = 600.0
CONNECT_TIMEOUT_SECONDS = 5.0
DEFAULT_MAX_RETRIES = 2

Timeout = Union[float, httpx.Timeout, None]


@dataclass(frozen=True)
class Config:
    """Where and how a client sends its requests. `base_url` ends in `/v1`."""

    api_key: str
    base_url: str
    timeout: httpx.Timeout
    max_retries: int
    headers: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Config(base_url={self.base_url!r}, api_key={shown(self.api_key)!r})"

    @property
    def origin(self) -> str:
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    def with_timeout(self, timeout: Timeout) -> Config:
        return replace(self, timeout=to_timeout(timeout))


def read_config(
    api_key: Optional[str],
    base_url: Optional[str],
    timeout: Timeout,
    max_retries: int,
    headers: Optional[Mapping[str, str]],
) -> Config:
    """The arguments, or else `GPTGET_API_KEY` and `GPTGET_BASE_URL`. Raises `ConfigurationError` without a key."""
    key = (api_key or os.environ.get("GPTGET_API_KEY") or "").strip()
    if not key:
        raise ConfigurationError(
            "There is no API key. Pass api_key or set GPTGET_API_KEY. Create a key in the console under /keys."
        )
    return Config(
        api_key=key,
        base_url=_clean(base_url or os.environ.get("GPTGET_BASE_URL") or DEFAULT_BASE_URL),
        timeout=to_timeout(timeout),
        max_retries=max(0, max_retries),
        headers={
            "user-agent": f"gptget-python/{__version__} python/{platform.python_version()}",
            **(headers or {}),
        },
    )


def to_timeout(timeout: Timeout) -> httpx.Timeout:
    if isinstance(timeout, httpx.Timeout):
        return timeout
    return httpx.Timeout(
        timeout, connect=CONNECT_TIMEOUT_SECONDS if timeout is None else min(CONNECT_TIMEOUT_SECONDS, timeout)
    )


def shown(api_key: str) -> str:
    """The part of a key that may be shown."""
    return f"{api_key[:13]}…" if len(api_key) > 20 else "…"


def _clean(base_url: str) -> str:
    parts = urlsplit(base_url.strip())
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ConfigurationError(f"The base URL {base_url!r} is not valid: expected one such as {DEFAULT_BASE_URL}.")
    path = parts.path.rstrip("/") or "/v1"
    return f"{parts.scheme}://{parts.netloc}{path}"
