"""OpenAI's Agents SDK with its session that keeps history in conversations at the server."""

import asyncio

from agents import Agent, OpenAIConversationsSession, OpenAIResponsesModel, Runner, function_tool, set_tracing_disabled
from openai import AsyncOpenAI
from report import API_KEY, ORIGIN, UPSTREAMS, check, model_for

set_tracing_disabled(True)
client = AsyncOpenAI(base_url=f"{ORIGIN}/v1", api_key=API_KEY, max_retries=0)


@function_tool
def get_weather(city: str, unit: str) -> str:
    """The weather of a city."""
    return f"12 degrees {unit} in {city}"


def agent(upstream, script="text-5", **options):
    return Agent(name="Assistant", model=OpenAIResponsesModel(model_for(upstream, script), openai_client=client), **options)


def session():
    return OpenAIConversationsSession(openai_client=client)


async def two_turns(upstream):
    kept = session()
    for text in ["Hello!", "Again!"]:
        result = await Runner.run(agent(upstream), text, session=kept)
        assert len(result.final_output) > 5
    items = await kept.get_items()
    assert [item["role"] for item in items] == ["user", "assistant", "user", "assistant"], items


async def tool_loop(upstream):
    kept = session()
    made = agent(upstream, "reasoned-tools", tools=[get_weather])
    result = await Runner.run(made, "Weather?", session=kept)
    assert len(result.final_output) > 0
    types = [item.get("type", "message") for item in await kept.get_items()]
    assert "function_call" in types and "function_call_output" in types, types
    again = await Runner.run(agent(upstream), "And now?", session=kept)
    assert len(again.final_output) > 5


async def streamed(upstream):
    kept = session()
    result = Runner.run_streamed(agent(upstream), "Hello!", session=kept)
    async for _ in result.stream_events():
        pass
    assert len(await kept.get_items()) == 2


async def by_conversation_id(upstream):
    conversation = await client.conversations.create(metadata={"topic": "test"})
    for text in ["Hello!", "Again!"]:
        result = await Runner.run(agent(upstream), text, conversation_id=conversation.id)
        assert len(result.final_output) > 5
    items = [item async for item in client.conversations.items.list(conversation.id, order="asc")]
    assert len(items) == 4, items


async def items():
    kept = session()
    said = [{"role": "user", "content": f"line {number}"} for number in range(25)]
    await kept.add_items(said)
    texts = [item["content"][0]["text"] for item in await kept.get_items()]
    assert texts == [item["content"] for item in said], texts
    last = await kept.get_items(limit=2)
    assert [item["content"][0]["text"] for item in last] == ["line 23", "line 24"], last
    popped = await kept.pop_item()
    assert popped["content"][0]["text"] == "line 24", popped
    assert len(await kept.get_items()) == 24
    first = kept.session_id
    await kept.clear_session()
    assert await kept.get_items() == []
    assert kept.session_id != first


async def metadata():
    made = await client.conversations.create(metadata={"topic": "a"})
    changed = await client.conversations.update(made.id, metadata={"topic": "b"})
    assert changed.metadata == {"topic": "b"}, changed
    read = await client.conversations.retrieve(made.id)
    assert read.metadata == {"topic": "b"} and read.object == "conversation", read
    deleted = await client.conversations.delete(made.id)
    assert deleted.deleted and deleted.object == "conversation.deleted", deleted


async def one_item():
    made = await client.conversations.create(items=[{"role": "user", "content": "Hello!"}])
    listed = await client.conversations.items.list(made.id)
    item = await client.conversations.items.retrieve(listed.data[0].id, conversation_id=made.id)
    assert item.content[0].text == "Hello!", item
    left = await client.conversations.items.delete(item.id, conversation_id=made.id)
    assert left.id == made.id, left
    assert (await client.conversations.items.list(made.id)).data == []


async def main():
    for upstream in UPSTREAMS:
        for run in [two_turns, tool_loop, streamed, by_conversation_id]:
            await check(run.__name__.replace("_", " "), upstream, lambda: run(upstream))
    for run in [items, metadata, one_item]:
        await check(run.__name__.replace("_", " "), None, run)


asyncio.run(main())
