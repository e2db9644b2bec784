import asyncio
import json
import os

import openai
import pytest
from pydantic import BaseModel

MESSAGES = [{"role": "user", "content": "Hello!"}]
TEXT_5 = "Hello, wörld – 日本語"


def test_plain_answer_has_our_id_model_and_cost(client):
    answer = client.chat.completions.create(model="test/text-5", messages=MESSAGES)
    assert answer.choices[0].message.content == TEXT_5
    assert answer.id.startswith("chatcmpl-")
    assert answer.model == "test/text-5"
    assert answer.usage.cost > 0


def test_stream_arrives_whole_with_usage_at_its_end(client):
    chunks = list(client.chat.completions.create(model="test/text-5", messages=MESSAGES, stream=True))
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == TEXT_5
    assert len({chunk.id for chunk in chunks}) == 1
    assert chunks[-1].usage.completion_tokens == 5


def test_parallel_tool_calls_are_assembled(client):
    with client.chat.completions.stream(model="test/parallel-tools", messages=MESSAGES) as stream:
        calls = stream.get_final_completion().choices[0].message.tool_calls
    assert [json.loads(call.function.arguments)["city"] for call in calls] == ["Paris", "Zürich", "東京"]


class Person(BaseModel):
    name: str
    age: int
    tags: list[str]


def test_structured_output_is_parsed(client):
    answer = client.chat.completions.parse(model="test/json", messages=MESSAGES, response_format=Person)
    assert answer.choices[0].message.parsed == Person(name="Zoë", age=41, tags=["a", "b"])


def test_routing_wishes_go_in_extra_body(client):
    wished = {"model": "test/text-5", "messages": MESSAGES}
    only = {"provider": {"only": ["scripted-text-5"], "sort": "price"}, "models": ["test/json"]}
    assert client.chat.completions.create(**wished, extra_body=only).model == "test/text-5"
    with pytest.raises(openai.BadRequestError) as refused:
        client.chat.completions.create(**wished, extra_body={"provider": {"sort": "beauty"}})
    assert refused.value.param == "provider.sort"


def test_broken_stream_raises(client):
    stream = client.chat.completions.create(model="test/text-8.cut-after-3", messages=MESSAGES, stream=True)
    with pytest.raises(openai.APIError):
        list(stream)


@pytest.mark.parametrize(
    ("model", "error"),
    [
        ("acme/nothing", openai.NotFoundError),
        ("test/status-429", openai.RateLimitError),
        ("test/status-500", openai.InternalServerError),
    ],
)
def test_failures_are_the_sdks_own_exceptions(client, model, error):
    with pytest.raises(error) as caught:
        client.chat.completions.create(model=model, messages=MESSAGES)
    assert caught.value.status_code == caught.value.body["code"]
    assert caught.value.request_id


def test_wrong_key_raises_authentication_error(client):
    with pytest.raises(openai.AuthenticationError):
        client.with_options(api_key="sk-getgpt-wrong").chat.completions.create(model="test/text-5", messages=MESSAGES)


def test_models_are_listed_and_found(client):
    assert "test/text-5" in [model.id for model in client.models.list()]
    assert client.models.retrieve("test/text-5").id == "test/text-5"


def test_async_client_streams():
    async def run() -> str:
        async with openai.AsyncOpenAI(
            base_url=os.environ["GPTGET_BASE_URL"], api_key=os.environ["GPTGET_API_KEY"]
        ) as client:
            stream = await client.chat.completions.create(model="test/text-5", messages=MESSAGES, stream=True)
            return "".join([chunk.choices[0].delta.content or "" async for chunk in stream if chunk.choices])

    assert asyncio.run(run()) == TEXT_5
