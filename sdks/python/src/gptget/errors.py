"""The errors of this package. All of them are a `GptGetError`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional


class GptGetError(Exception):
    """The base class of all errors of this package."""


class ConfigurationError(GptGetError):
    """The key is missing, or a URL is invalid."""


class APIConnectionError(GptGetError):
    """The server could not be reached, or the connection was lost. The request may have taken effect."""


class APITimeoutError(APIConnectionError):
    """The server did not answer in time."""


class UnexpectedAnswerError(GptGetError):
    """The server sent an answer that this version of the package does not understand."""


class APIStatusError(GptGetError):
    """The server refused the request.

    `status` is the HTTP status, `error_type` the error code (`model_not_found`) and `param` the wrong field. Give the
    `request_id` when you ask for help. `retry_after` is how many seconds to wait, if the server says so.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int,
        error_type: Optional[str] = None,
        param: Optional[str] = None,
        metadata: Optional[Mapping[str, Any]] = None,
        request_id: Optional[str] = None,
        retry_after: Optional[float] = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.error_type = error_type
        self.param = param
        self.metadata: Mapping[str, Any] = metadata or {}
        self.request_id = request_id
        self.retry_after = retry_after

    def __str__(self) -> str:
        suffix = f" [request {self.request_id}]" if self.request_id else ""
        return f"{self.status}: {self.message}{suffix}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}(status={self.status}, error_type={self.error_type!r}, message={self.message!r})"


class BadRequestError(APIStatusError):
    """400: a field is wrong; `param` names it."""


class AuthenticationError(APIStatusError):
    """401: the key is missing, wrong, expired or revoked."""


class InsufficientCreditsError(APIStatusError):
    """402: the account or the key does not have enough credit."""


class PermissionDeniedError(APIStatusError):
    """403: the key may not do this."""


class NotFoundError(APIStatusError):
    """404: the model, computer, task or file does not exist."""


class ConflictError(APIStatusError):
    """409: a name is taken, or the computer's state does not allow this."""


class GoneError(APIStatusError):
    """410: it existed and has expired."""


class RequestTooLargeError(APIStatusError):
    """413: the body is too large."""


class RateLimitError(APIStatusError):
    """429: too many requests. `retry_after` is how many seconds to wait."""


class ServerError(APIStatusError):
    """5xx: the gateway or the provider behind it failed. It is safe to retry."""


class StreamError(GptGetError):
    """A stream ended with an error. The events before it are valid."""


class CommandError(GptGetError):
    """A command on a computer ended with an exit code other than 0."""

    def __init__(self, command: str, exit_code: Optional[int], output: str) -> None:
        super().__init__(f"{command!r} ended with exit code {exit_code}:\n{output[-2000:]}")
        self.command = command
        self.exit_code = exit_code
        self.output = output


class ComputerStateError(GptGetError):
    """A computer could not be started."""


class NotLaunchedError(GptGetError, AttributeError):
    """An `AsyncComputer` was used before it was awaited."""


class TaskFailedError(GptGetError):
    """A task ended without a result. `task` has its details."""

    def __init__(self, message: str, task: Any) -> None:
        super().__init__(message)
        self.task = task


class WaitTimeoutError(GptGetError):
    """The time to wait for something is over. It continues on the server."""


class WebhookVerificationError(GptGetError):
    """A webhook was not signed with this secret, or is too old."""


_BY_STATUS: Mapping[int, type[APIStatusError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    402: InsufficientCreditsError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    410: GoneError,
    413: RequestTooLargeError,
    422: BadRequestError,
    429: RateLimitError,
}

_ADVICE: Mapping[int, str] = {
    401: " Set GPTGET_API_KEY or pass api_key.",
}


def error_of(status: int, body: Any, request_id: Optional[str], retry_after: Optional[float]) -> APIStatusError:
    """The error for an answer: `body` is the parsed `{"error": {"message", "error_type", "param"}}`, or text."""
    kind = _BY_STATUS.get(status, ServerError if status >= 500 else APIStatusError)
    said: Mapping[str, Any] = {}
    if isinstance(body, dict) and isinstance(body.get("error"), dict):
        said = body["error"]
    text = said.get("message") or (body if isinstance(body, str) and body else f"The server answered {status}.")
    return kind(
        f"{str(text)[:2000]}{_ADVICE.get(status, '')}",
        status=status,
        error_type=said.get("error_type") or said.get("type"),
        param=said.get("param"),
        metadata=said.get("metadata"),
        request_id=request_id,
        retry_after=retry_after,
    )
