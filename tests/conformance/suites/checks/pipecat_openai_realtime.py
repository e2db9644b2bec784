"""Pipecat's OpenAI realtime service in a pipeline: frames in, frames out."""

import asyncio

from loguru import logger
from pipecat.frames.frames import (
    EndFrame,
    ErrorFrame,
    InputAudioRawFrame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
    TTSTextFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.runner import PipelineRunner
from pipecat.pipeline.task import PipelineParams, PipelineTask
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.openai.realtime import events
from pipecat.services.openai.realtime.llm import OpenAIRealtimeLLMService
from realtime_check import CHAT, RATE_HZ, hum
from report import API_KEY, ORIGIN, check

logger.remove()


class Listener(FrameProcessor):
    """Keeps what comes out of the service, and ends the pipeline after an answer."""

    def __init__(self):
        super().__init__()
        self.frames, self.over = [], asyncio.Event()

    async def process_frame(self, frame, direction):
        await super().process_frame(frame, direction)
        self.frames.append(frame)
        if isinstance(frame, (LLMFullResponseEndFrame, ErrorFrame)):
            self.over.set()
        await self.push_frame(frame, direction)

    def all(self, kind):
        return [frame for frame in self.frames if isinstance(frame, kind)]


async def talk(say):
    heard_by = events.AudioInput(
        transcription=events.InputAudioTranscription(), turn_detection=events.TurnDetection(type="server_vad")
    )
    service = OpenAIRealtimeLLMService(
        api_key=API_KEY,
        base_url=f"{ORIGIN.replace('http', 'ws')}/v1/realtime",
        settings=OpenAIRealtimeLLMService.Settings(
            model=CHAT,
            session_properties=events.SessionProperties(
                instructions="Be brief.", audio=events.AudioConfiguration(input=heard_by)
            ),
        ),
    )
    listener, before = Listener(), Listener()
    task = PipelineTask(
        Pipeline([before, service, listener]),
        params=PipelineParams(audio_in_sample_rate=RATE_HZ, audio_out_sample_rate=RATE_HZ),
    )
    running = asyncio.create_task(PipelineRunner(handle_sigint=False).run(task))
    try:
        await say(task)
        await asyncio.wait_for(listener.over.wait(), 20)
    finally:
        await task.queue_frame(EndFrame())
        await running
    # Errors travel against the stream.
    errors = before.all(ErrorFrame) + listener.all(ErrorFrame)
    assert not errors, errors
    return listener


async def a_context():
    async def say(task):
        await task.queue_frame(LLMContextFrame(LLMContext([{"role": "user", "content": "Hello!"}])))

    listener = await talk(say)
    assert len("".join(frame.text for frame in listener.all(TTSTextFrame))) > 5
    assert sum(len(frame.audio) for frame in listener.all(TTSAudioRawFrame)) > 10_000


async def a_microphone():
    async def say(task):
        await task.queue_frame(LLMContextFrame(LLMContext([])))
        await asyncio.sleep(1)
        for piece in hum():
            await task.queue_frame(InputAudioRawFrame(piece, RATE_HZ, 1))

    listener = await talk(say)
    assert sum(len(frame.audio) for frame in listener.all(TTSAudioRawFrame)) > 10_000


async def main():
    for run in [a_context, a_microphone]:
        await check(run.__name__.replace("_", " "), None, run)


asyncio.run(main())
