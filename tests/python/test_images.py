"""Images with the official Python SDK: the scripted provider makes the PNG that the environment holds."""

import base64
import io
import os
import urllib.request

from openai import OpenAI

PNG = base64.b64decode(os.environ.get("GPTGET_TEST_PNG", ""))
MODEL = "pictures/openai"


def read(url: str) -> bytes:
    headers = {"Authorization": f"Bearer {os.environ['GPTGET_API_KEY']}"}
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        return answer.read()


def test_generates_an_image_at_an_address_of_ours(client: OpenAI) -> None:
    answer = client.images.generate(model=MODEL, prompt="A fox", size="1024x1024", n=1)
    assert answer.data[0].url.startswith(os.environ["GPTGET_BASE_URL"])
    assert read(answer.data[0].url) == PNG


def test_generates_bytes(client: OpenAI) -> None:
    answer = client.images.generate(model=MODEL, prompt="A fox", response_format="b64_json")
    assert base64.b64decode(answer.data[0].b64_json) == PNG
    assert answer.usage.total_tokens == 1106


def test_edits_a_file(client: OpenAI) -> None:
    answer = client.images.edit(model=MODEL, prompt="Blue", image=("a.png", io.BytesIO(PNG), "image/png"))
    assert read(answer.data[0].url) == PNG


def test_streams_an_image_with_its_drafts(client: OpenAI) -> None:
    stream = client.images.generate(model=MODEL, prompt="A fox", stream=True, partial_images=1)
    events = list(stream)
    assert [event.type for event in events] == ["image_generation.partial_image", "image_generation.completed"]
    assert base64.b64decode(events[-1].b64_json) == PNG
