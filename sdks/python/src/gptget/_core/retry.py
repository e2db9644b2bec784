from __future__ import annotations

import random
import time
from email.utils import parsedate_to_datetime
from typing import Optional

import httpx

FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 8.0
LONGEST_RETRY_AFTER_SECONDS = 60.0

# The server has not started to work on the request, so every request can be retried.
_REFUSED_BEFORE_WORK = frozenset({429, 503})
_FAILED = frozenset({408, 500, 502, 503, 504, 529})


def may_repeat_status(status: int, is_repeatable: bool) -> bool:
    """Whether to retry after this answer. A repeatable request has the same effect however often it is sent."""
    return status in _REFUSED_BEFORE_WORK or (is_repeatable and status in _FAILED)


def may_repeat_failure(error: httpx.TransportError, is_repeatable: bool) -> bool:
    """Whether to retry after this failure. Without a connection, the server has received nothing."""
    return is_repeatable or isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout))


def delay_before(attempt: int, retry_after: Optional[float]) -> float:
    """Seconds to wait before retry `attempt` (from 1): as the server asks, or else longer each time."""
    if retry_after is not None:
        return retry_after
    longest: float = min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** (attempt - 1))
    return longest * random.uniform(0.75, 1.0)


def read_retry_after(headers: httpx.Headers) -> Optional[float]:
    """`Retry-After` in seconds: a number or a date. None if it is missing or invalid."""
    text = headers.get("retry-after")
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(text).timestamp() - time.time()
        except (TypeError, ValueError):
            return None
    return max(0.0, seconds)


def is_too_long(retry_after: Optional[float]) -> bool:
    """Whether to raise the error instead of waiting this long."""
    return retry_after is not None and retry_after > LONGEST_RETRY_AFTER_SECONDS
