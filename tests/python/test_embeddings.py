import asyncio
import base64
import os
import struct

import openai
import pytest
from google import genai
from google.genai import errors, types

# Of a model with "gemini" in its name, but for 001, Google's SDK makes one vector of all texts.
MODELS = ["vectors/openai", "vectors/google"]


@pytest.fixture
def google():
    return google_with(os.environ["GPTGET_API_KEY"])


def google_with(key):
    return genai.Client(
        api_key=key,
        vertexai=False,
        http_options=types.HttpOptions(
            base_url=os.environ["GPTGET_BASE_URL"].removesuffix("/v1"),
            retry_options=types.HttpRetryOptions(attempts=1),
        ),
    )


def vector(index, size):
    """What the scripted provider makes of the text at this place; exact in 32 bits."""
    return [(index + 1) * 2.0 ** -(place + 1) for place in range(size)]


def floats(encoded):
    packed = base64.b64decode(encoded)
    return list(struct.unpack(f"<{len(packed) // 4}f", packed))


@pytest.mark.parametrize("model", MODELS)
def test_one_text_is_decoded_from_the_base64_the_sdk_asks_for(client, model):
    answer = client.embeddings.create(model=model, input="a")
    assert [item.embedding for item in answer.data] == [vector(0, 4)]
    assert answer.model == model
    assert answer.usage.prompt_tokens > 0
    assert answer.usage.cost > 0


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("encoding", ["float", "base64"])
def test_texts_keep_their_order_and_get_the_size_that_is_asked_for(client, model, encoding):
    answer = client.embeddings.create(model=model, input=["a", "b", "c"], dimensions=6, encoding_format=encoding)
    assert [item.index for item in answer.data] == [0, 1, 2]
    got = [item.embedding if encoding == "float" else floats(item.embedding) for item in answer.data]
    assert got == [vector(index, 6) for index in range(3)]


@pytest.mark.parametrize("model", MODELS)
def test_google_gets_a_vector_for_each_content(google, model):
    config = types.EmbedContentConfig(output_dimensionality=3)
    answer = google.models.embed_content(model=model, contents=["a", "b"], config=config)
    assert [embedding.values for embedding in answer.embeddings] == [vector(0, 3), vector(1, 3)]


@pytest.mark.parametrize("model", MODELS)
def test_async_clients_get_vectors(google, model):
    async def ask():
        async with openai.AsyncOpenAI(
            base_url=os.environ["GPTGET_BASE_URL"], api_key=os.environ["GPTGET_API_KEY"]
        ) as client:
            ours = await client.embeddings.create(model=model, input="a")
        theirs = await google.aio.models.embed_content(model=model, contents="a")
        return ours.data[0].embedding, theirs.embeddings[0].values

    assert asyncio.run(ask()) == (vector(0, 4), vector(0, 4))


def test_refusals_are_openais_own_exceptions(client):
    with pytest.raises(openai.BadRequestError) as refused:
        client.embeddings.create(model="test/text-5", input="a")
    assert refused.value.param == "model"
    with pytest.raises(openai.NotFoundError):
        client.embeddings.create(model="acme/nothing", input="a")


def test_refusals_are_googles_own_exceptions(google):
    stranger = google_with("sk-getgpt-wrong")
    for asked, model, status in [
        (google, "acme/nothing", 404),
        (google, "test/text-5", 400),
        (stranger, MODELS[0], 401),
    ]:
        with pytest.raises(errors.ClientError) as caught:
            asked.models.embed_content(model=model, contents="a")
        assert caught.value.code == status
