"""The Python SDK of GptGet: `Computer` for cloud desktops, `Client` for the rest of the API.

Both have an async twin: `AsyncComputer`, `AsyncClient`. What goes wrong is a `GptGetError`.
"""

from . import errors, types, webhooks
from ._async.client import AsyncClient
from ._async.run import AsyncRun
from ._async.terminal import AsyncTerminal
from ._sync.client import Client
from ._sync.run import Run
from ._sync.terminal import Terminal
from ._version import __version__
from .computer import AsyncComputer, Computer
from .errors import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    CommandError,
    ConflictError,
    GptGetError,
    InsufficientCreditsError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
    StreamError,
    TaskFailedError,
    WaitTimeoutError,
    WebhookVerificationError,
)

__all__ = [
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncClient",
    "AsyncComputer",
    "AsyncRun",
    "AsyncTerminal",
    "AuthenticationError",
    "BadRequestError",
    "Client",
    "CommandError",
    "Computer",
    "ConflictError",
    "GptGetError",
    "InsufficientCreditsError",
    "NotFoundError",
    "PermissionDeniedError",
    "RateLimitError",
    "Run",
    "ServerError",
    "StreamError",
    "TaskFailedError",
    "Terminal",
    "WaitTimeoutError",
    "WebhookVerificationError",
    "__version__",
    "errors",
    "types",
    "webhooks",
]
