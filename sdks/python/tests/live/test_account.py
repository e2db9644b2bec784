import asyncio
import os

import pytest

from gptget import AsyncClient, AuthenticationError, BadRequestError, Client, NotFoundError, PermissionDeniedError


def test_reads_the_credit_and_the_key(client):
    assert client.credits().remaining > 0
    assert client.key().label.startswith("sk-getgpt-")


def test_models_are_found_by_words(client):
    found = client.models.list()
    assert found
    assert client.models.retrieve(found[0].id).id == found[0].id
    assert client.models.list(search=found[0].id.split("/")[1])[0].id == found[0].id


def test_reads_the_receipt_of_an_answer_of_the_openai_client(client):
    answer = client.openai(max_retries=0).chat.completions.create(
        model=os.environ["GPTGET_MODEL"], messages=[{"role": "user", "content": "Hello!"}]
    )
    receipt = client.generation(answer.id)
    assert receipt.status == "completed"
    assert receipt.total_cost == answer.usage.cost
    assert {line.unit for line in receipt.lines} == {"input_tokens", "output_tokens"}


def test_raises_an_error_class_for_each_kind_of_refusal(client):
    with pytest.raises(NotFoundError) as missing:
        client.models.retrieve("acme/nothing")
    assert missing.value.request_id
    with pytest.raises(AuthenticationError):
        Client(api_key="sk-getgpt-wrong").credits()
    with pytest.raises(PermissionDeniedError, match="management key"):
        list(client.keys.list())
    with pytest.raises(BadRequestError) as wrong:
        client.images.generate("A fox", model=os.environ["GPTGET_MODEL"])
    assert wrong.value.param == "model"


def test_a_management_key_manages_keys():
    with Client(api_key=os.environ["GPTGET_MANAGEMENT_KEY"]) as manager:
        made = manager.keys.create(name="ci", limit=1.5, requests_per_minute=60)
        assert made.key.startswith("sk-getgpt-")
        assert made.key not in repr(made)
        assert manager.keys.retrieve(made.data.id).limit == 1.5
        assert manager.keys.update(made.data.id, name="ci-2").name == "ci-2"
        assert "ci-2" in [key.name for key in manager.keys.list()]
        rotated = manager.keys.rotate(made.data.id)
        assert rotated.key != made.key
        assert Client(api_key=rotated.key).key().name == "ci-2"
        manager.keys.revoke(made.data.id)
        manager.keys.revoke(made.data.id)
        with pytest.raises(AuthenticationError):
            Client(api_key=rotated.key).credits()


def test_the_async_client_does_the_same(client):
    async def ask():
        async with AsyncClient() as asking:
            return await asyncio.gather(asking.credits(), asking.models.list())

    credits, models = asyncio.run(ask())
    assert credits.total_credits == client.credits().total_credits
    assert models == client.models.list()
