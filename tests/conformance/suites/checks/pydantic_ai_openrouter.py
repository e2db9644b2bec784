"""pydantic-ai's model for OpenRouter, told nothing but another address and key."""

import asyncio

from openai import AsyncOpenAI
from pydantic import BaseModel
from pydantic_ai import Agent, PromptedOutput
from pydantic_ai.messages import ThinkingPart
from pydantic_ai.models.openrouter import OpenRouterModel
from pydantic_ai.providers.openrouter import OpenRouterProvider
from report import API_KEY, ORIGIN, UPSTREAMS, check, model_for

client = AsyncOpenAI(base_url=f"{ORIGIN}/api/v1", api_key=API_KEY, max_retries=0)
provider = OpenRouterProvider(openai_client=client)


class Person(BaseModel):
    name: str
    age: int


def agent(upstream, script, **options):
    settings = {"openrouter_reasoning": {"effort": "low"}} if "reason" in script else None
    return Agent(OpenRouterModel(model_for(upstream, script), provider=provider), model_settings=settings, **options)


async def text(upstream):
    result = await agent(upstream, "text-5").run("Hello!")
    assert len(result.output) > 5
    assert result.usage.input_tokens > 0
    details = result.all_messages()[-1].provider_details
    assert details["downstream_provider"], details
    assert details["cost"] > 0, details


async def streamed(upstream):
    async with agent(upstream, "text-5").run_stream("Hello!") as result:
        assert len(await result.get_output()) > 5
        assert result.usage.output_tokens > 0


def thoughts(messages):
    return "".join(part.content for message in messages for part in message.parts if isinstance(part, ThinkingPart))


async def reasoning(upstream):
    result = await agent(upstream, "reasoning-5").run("Hello!")
    assert thoughts(result.all_messages()) == "Let me think…", thoughts(result.all_messages())


async def reasoning_streamed(upstream):
    async with agent(upstream, "reasoning-5").run_stream("Hello!") as result:
        await result.get_output()
        assert thoughts(result.all_messages()) == "Let me think…", thoughts(result.all_messages())


def with_tool(upstream):
    made = agent(upstream, "reasoned-tools")

    @made.tool_plain
    def get_weather(city: str, unit: str) -> str:
        return f"12 degrees {unit} in {city}"

    return made


async def tool_loop(upstream):
    result = await with_tool(upstream).run("Hello!")
    assert len(result.all_messages()) == 4
    assert len(result.output) > 0


async def tool_loop_streamed(upstream):
    async with with_tool(upstream).run_stream("Hello!") as result:
        assert len(await result.get_output()) > 0


async def structured(upstream):
    result = await agent(upstream, "json", output_type=PromptedOutput(Person)).run("Who?")
    assert result.output.name == "Zoë", result.output


CHECKS = [text, streamed, reasoning, reasoning_streamed, tool_loop, tool_loop_streamed, structured]


async def main():
    for upstream in UPSTREAMS:
        for run in CHECKS:
            await check(run.__name__.replace("_", " "), upstream, lambda: run(upstream))


asyncio.run(main())
