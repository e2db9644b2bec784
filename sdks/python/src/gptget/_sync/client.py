"""Written by scripts/write_sync.py from gptget._async: change it there."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Optional

import httpx
from typing_extensions import Self

from .._core.config import DEFAULT_MAX_RETRIES, DEFAULT_TIMEOUT_SECONDS, Timeout, read_config
from .._core.parse import parse
from ..errors import ConfigurationError
from ..types import Content, Credits, Generation, Key
from .account import Keys, Models
from .computers import Computers, Workspaces
from .media import Images, Speech, Transcriptions, download
from .tasks import Tasks, Videos
from .transport import Transport
from .webhooks import Webhooks

if TYPE_CHECKING:
    import openai


class Client:
    """Everything of the API beside chat, which the official `openai` package does: `client.openai()`.

    `api_key` and `base_url` default to `GPTGET_API_KEY` and `GPTGET_BASE_URL`. `timeout` is seconds; `max_retries` how
    often a request is repeated that failed for no fault of its own.
    """

    def __init__(
        self,
        *,
        api_key: Optional[str] = None,
        base_url: Optional[str] = None,
        timeout: Timeout = DEFAULT_TIMEOUT_SECONDS,
        max_retries: int = DEFAULT_MAX_RETRIES,
        headers: Optional[Mapping[str, str]] = None,
        http_client: Optional[httpx.Client] = None,
    ) -> None:
        self.transport: Transport = Transport(
            read_config(api_key, base_url, timeout, max_retries, headers), http_client
        )
        self.models: Models = Models(self.transport)
        self.keys: Keys = Keys(self.transport)
        self.images: Images = Images(self.transport)
        self.speech: Speech = Speech(self.transport)
        self.transcriptions: Transcriptions = Transcriptions(self.transport)
        self.tasks: Tasks = Tasks(self.transport)
        self.videos: Videos = Videos(self.transport)
        self.webhooks: Webhooks = Webhooks(self.transport)
        self.workspaces: Workspaces = Workspaces(self.transport)
        self.computers: Computers = Computers(self.transport)

    @property
    def base_url(self) -> str:
        return self.transport.config.base_url

    def credits(self) -> Credits:
        """The account's credit."""
        return parse(Credits, (self.transport.ask_json("GET", "/credits"))["data"])

    def key(self) -> Key:
        """The key in use: what it may do and has spent."""
        return parse(Key, (self.transport.ask_json("GET", "/key"))["data"])

    def generation(self, id: str) -> Generation:
        """The receipt of an answer, by its id (`chatcmpl-…`): cost, tokens, who was asked."""
        return parse(Generation, (self.transport.ask_json("GET", "/generation", query={"id": id}))["data"])

    def download(self, url: str) -> Content:
        """What is at an address of the server: an image, a video, a screenshot of a run."""
        return download(self.transport, url)

    def openai(self, **options: Any) -> openai.OpenAI:
        """The official client for chat, embeddings and the rest, on the same server with the same key."""
        try:
            from openai import OpenAI
        except ImportError as error:
            raise ConfigurationError("Chat is left to the official package: pip install 'gptget[openai]'") from error
        config = self.transport.config
        return OpenAI(api_key=config.api_key, base_url=config.base_url, **options)

    def close(self) -> None:
        self.transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"
