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
from .account import AsyncKeys, AsyncModels
from .computers import AsyncComputers, AsyncWorkspaces
from .media import AsyncImages, AsyncSpeech, AsyncTranscriptions, download
from .tasks import AsyncTasks, AsyncVideos
from .transport import AsyncTransport
from .webhooks import AsyncWebhooks

if TYPE_CHECKING:
    import openai


class AsyncClient:
    """The whole API except chat, for which `client.openai()` returns a client of the official `openai` package.

    `api_key` and `base_url` default to `GPTGET_API_KEY` and `GPTGET_BASE_URL`. `timeout` is in seconds. `max_retries`
    is how often a failed request is retried, if that is safe.
    """

    def __init__(
        self,
        *,
        api_key: Optional[str] = None,
        base_url: Optional[str] = None,
        timeout: Timeout = DEFAULT_TIMEOUT_SECONDS,
        max_retries: int = DEFAULT_MAX_RETRIES,
        headers: Optional[Mapping[str, str]] = None,
        http_client: Optional[httpx.AsyncClient] = None,
    ) -> None:
        self.transport: AsyncTransport = AsyncTransport(
            read_config(api_key, base_url, timeout, max_retries, headers), http_client
        )
        self.models: AsyncModels = AsyncModels(self.transport)
        self.keys: AsyncKeys = AsyncKeys(self.transport)
        self.images: AsyncImages = AsyncImages(self.transport)
        self.speech: AsyncSpeech = AsyncSpeech(self.transport)
        self.transcriptions: AsyncTranscriptions = AsyncTranscriptions(self.transport)
        self.tasks: AsyncTasks = AsyncTasks(self.transport)
        self.videos: AsyncVideos = AsyncVideos(self.transport)
        self.webhooks: AsyncWebhooks = AsyncWebhooks(self.transport)
        self.workspaces: AsyncWorkspaces = AsyncWorkspaces(self.transport)
        self.computers: AsyncComputers = AsyncComputers(self.transport)

    @property
    def base_url(self) -> str:
        return self.transport.config.base_url

    async def credits(self) -> Credits:
        """Returns the account's credit."""
        return parse(Credits, (await self.transport.ask_json("GET", "/credits"))["data"])

    async def key(self) -> Key:
        """Returns the limits and the spending of the key in use."""
        return parse(Key, (await self.transport.ask_json("GET", "/key"))["data"])

    async def generation(self, id: str) -> Generation:
        """Returns the receipt of an answer by its id (`chatcmpl-…`): its cost, its tokens and the providers tried."""
        return parse(Generation, (await self.transport.ask_json("GET", "/generation", query={"id": id}))["data"])

    async def download(self, url: str) -> Content:
        """Downloads a URL of the server: an image, a video, a screenshot of a run."""
        return await download(self.transport, url)

    def openai(self, **options: Any) -> openai.AsyncOpenAI:
        """Returns the official OpenAI client for chat, embeddings and more, with the same server and key."""
        try:
            from openai import AsyncOpenAI
        except ImportError as error:
            raise ConfigurationError("This needs the official OpenAI package: pip install 'gptget[openai]'") from error
        config = self.transport.config
        return AsyncOpenAI(api_key=config.api_key, base_url=config.base_url, **options)

    async def aclose(self) -> None:
        await self.transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"
