"""OpenAI's Agents SDK with its realtime runner: a voice for a chat model."""

import asyncio

from agents import function_tool, set_tracing_disabled
from agents.realtime import RealtimeAgent, RealtimeRunner
from realtime_check import CHAT, TOOLS, hum, socket_url
from report import API_KEY, check

set_tracing_disabled(True)


@function_tool
def get_weather(city: str, unit: str) -> str:
    """The weather of a city."""
    called.append(city)
    return f"12 degrees {unit} in {city}"


called: list[str] = []


def session_with(model, **options):
    agent = RealtimeAgent(name="Assistant", instructions="Be brief.", **options)
    runner = RealtimeRunner(agent, config={"model_settings": {"model_name": model, "turn_detection": {"type": "server_vad"}}})
    return runner.run(model_config={"api_key": API_KEY, "url": socket_url(model)})


async def until(session, kind):
    """The events up to the first one of a kind."""
    events = []
    async for event in session:
        events.append(event)
        if event.type == "error":
            raise AssertionError(event.error)
        if event.type == kind:
            return events
    raise AssertionError(f"the session ended before {kind}: {[event.type for event in events]}")


def sound_of(events):
    return b"".join(event.audio.data for event in events if event.type == "audio")


async def a_message():
    async with await session_with(CHAT) as session:
        await session.send_message("Hello!")
        events = await until(session, "audio_end")
        assert len(sound_of(events)) > 10_000, [event.type for event in events]


async def tool_loop():
    called.clear()
    async with await session_with(TOOLS, tools=[get_weather]) as session:
        await session.send_message("Weather?")
        await until(session, "tool_end")
        assert called == ["Paris"], called
        events = await until(session, "audio_end")
        assert len(sound_of(events)) > 10_000


async def a_microphone():
    async with await session_with(CHAT) as session:
        for piece in hum():
            await session.send_audio(piece)
        events = await until(session, "audio_end")
        assert len(sound_of(events)) > 10_000
        assert any(event.type == "history_added" and event.item.role == "user" for event in events)


async def main():
    for run in [a_message, tool_loop, a_microphone]:
        await check(run.__name__.replace("_", " "), None, run)


asyncio.run(main())
