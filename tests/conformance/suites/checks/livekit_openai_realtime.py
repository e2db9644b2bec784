"""LiveKit's OpenAI plugin with its realtime model, as its agents use it."""

import asyncio

import aiohttp
from livekit import rtc
from livekit.agents import llm
from livekit.plugins.openai import realtime
from openai.types.realtime.realtime_audio_input_turn_detection import ServerVad
from realtime_check import CHAT, RATE_HZ, TOOLS, hum
from report import API_KEY, ORIGIN, check


@llm.function_tool
async def get_weather(city: str, unit: str) -> str:
    """The weather of a city."""
    return f"12 degrees {unit} in {city}"


async def with_session(model, use):
    async with aiohttp.ClientSession() as http:
        made = realtime.RealtimeModel(model=model, base_url=f"{ORIGIN}/v1", api_key=API_KEY, http_session=http)
        session = made.session()
        errors = []
        session.on("error", errors.append)
        try:
            await use(session)
        finally:
            await session.aclose()
        assert not errors, errors


async def spoken(generation):
    """Text, seconds of sound and calls of one answer."""
    text, seconds, calls = "", 0.0, []

    async def read_calls():
        async for call in generation.function_stream:
            calls.append(call)

    reading = asyncio.create_task(read_calls())
    async for message in generation.message_stream:
        async def read_text():
            nonlocal text
            async for delta in message.text_stream:
                text += delta

        texts = asyncio.create_task(read_text())
        async for frame in message.audio_stream:
            seconds += frame.duration
        await texts
    await reading
    return text, seconds, calls


async def a_reply():
    async def use(session):
        await session.update_instructions("Be brief.")
        chat = session.chat_ctx.copy()
        chat.add_message(role="user", content="Hello!")
        await session.update_chat_ctx(chat)
        text, seconds, _ = await spoken(await session.generate_reply())
        assert len(text) > 5 and seconds > 0.2, (text, seconds)

    await with_session(CHAT, use)


async def tool_loop():
    async def use(session):
        await session.update_tools([get_weather])
        chat = session.chat_ctx.copy()
        chat.add_message(role="user", content="Weather?")
        await session.update_chat_ctx(chat)
        _, _, calls = await spoken(await session.generate_reply())
        assert [call.name for call in calls] == ["get_weather"], calls
        chat = session.chat_ctx.copy()
        chat.items.append(
            llm.FunctionCallOutput(
                call_id=calls[0].call_id, name="get_weather", output="12 degrees", is_error=False
            )
        )
        await session.update_chat_ctx(chat)
        text, seconds, _ = await spoken(await session.generate_reply())
        assert len(text) > 5 and seconds > 0.2, (text, seconds)

    await with_session(TOOLS, use)


async def a_microphone():
    async def use(session):
        generations = asyncio.Queue()
        transcripts = asyncio.Queue()
        session.on("generation_created", generations.put_nowait)
        session.on("input_audio_transcription_completed", transcripts.put_nowait)
        session.update_options(turn_detection=ServerVad(type="server_vad", create_response=True, interrupt_response=True))
        for piece in hum():
            session.push_audio(rtc.AudioFrame(piece, RATE_HZ, 1, len(piece) // 2))
        text, seconds, _ = await spoken(await generations.get())
        assert len(text) > 5 and seconds > 0.2, (text, seconds)
        heard = await transcripts.get()
        assert heard.transcript == "Hello there.", heard

    await with_session(CHAT, use)


async def main():
    for run in [a_reply, tool_loop, a_microphone]:
        await check(run.__name__.replace("_", " "), None, run)


asyncio.run(main())
