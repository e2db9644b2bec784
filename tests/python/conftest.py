"""The official Python SDK against a platform that the caller of pytest has started."""

import os

import pytest
from openai import OpenAI


@pytest.fixture
def client() -> OpenAI:
    return OpenAI(
        base_url=os.environ["GPTGET_BASE_URL"],
        api_key=os.environ["GPTGET_API_KEY"],
        max_retries=0,
    )
