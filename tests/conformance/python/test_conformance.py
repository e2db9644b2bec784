"""Every scenario, in every SDK, on a provider of every dialect. The names are those of the published grid."""

import json
import os
from pathlib import Path

import pytest
from ways import WAYS, Person

GRID = json.loads(Path(__file__).with_name("scenarios.json").read_text())
UPSTREAMS = ["openai-chat", "openai-responses", "anthropic-messages", "gemini"]
TEXT_5 = "Hello, wörld – 日本語"
CITIES = ["Paris", "Zürich", "東京"]
LENGTH = {"length", "max_output_tokens", "max_tokens", "MAX_TOKENS"}


def text(ask):
    answer = ask("text-5")
    assert answer.text == TEXT_5
    assert answer.tokens == (11, 5, 0)


def system(ask):
    assert ask("text-5", system="Be brief. «Ünïcode»").text == TEXT_5


def multi_turn(ask):
    assert ask("text-5", history=[("user", "Hello!"), ("assistant", "Hi.")]).text == TEXT_5


def forced_tool(ask):
    assert len(ask("parallel-tools", tools=True, force=True).calls) == len(CITIES)


def image(ask):
    assert ask("text-5", shows="image").text == TEXT_5


def pdf(ask):
    assert ask("text-5", shows="PDF").text == TEXT_5


def streamed_text(ask):
    answer = ask("text-5", stream=True)
    assert answer.text == TEXT_5
    assert answer.tokens == (11, 5, 0)


def parallel_tool_calls(ask, stream=False):
    answer = ask("parallel-tools", tools=True, stream=stream)
    assert [call[1:] for call in answer.calls] == [
        ("get_weather", {"city": city, "unit": "c"}) for city in CITIES
    ]
    assert answer.finish in ("tool_calls", "tool_use")


def streamed_tool_calls(ask):
    parallel_tool_calls(ask, stream=True)


def tool_result(ask):
    first = ask("parallel-tools", tools=True)
    assert ask("text-5", tools=True, after=first).text == TEXT_5


def structured_output(ask):
    assert ask("json", parse=True).parsed == Person(name="Zoë", age=41, tags=["a", "b"])


def reasoning(ask):
    answer = ask("reasoning-5", reasons=True)
    assert (answer.reasoning, answer.text) == ("Let me think…", TEXT_5)


def reasoning_replayed(ask):
    first = ask("reasoned-tools", reasons=True, tools=True)
    assert ask("text-5", reasons=True, tools=True, after=first).text == TEXT_5


def refused(ask, script, status):
    with pytest.raises(ask.way.broken) as caught:
        ask(script)
    assert getattr(caught.value, "status_code", getattr(caught.value, "code", None)) == status


def provider_refuses(ask):
    refused(ask, "status-400", 400)


def unknown_model(ask):
    refused(ask, "unheard-of", 404)


def wrong_key(ask):
    way = type(ask.way)(os.environ["GPTGET_ORIGIN"], "sk-getgpt-wrong")
    refused(Asker(way, ask.upstream), "text-5", 401)


def stop_length(ask):
    assert ask("length-5").finish in LENGTH


def cached_input(ask):
    assert ask("cached-5").tokens == (1000, 5, 400)


def provider_is_busy(ask):
    with pytest.raises(ask.way.busy) as caught:
        ask("status-429")
    assert getattr(caught.value, "status_code", getattr(caught.value, "code", None)) == 429


def stream_breaks_midway(ask):
    with pytest.raises(ask.way.broken):
        ask("text-8.cut-after-3", stream=True)


SCENARIOS = {
    "text": text,
    "system": system,
    "multi-turn": multi_turn,
    "streamed text": streamed_text,
    "parallel tool calls": parallel_tool_calls,
    "streamed tool calls": streamed_tool_calls,
    "tool result": tool_result,
    "forced tool": forced_tool,
    "image": image,
    "PDF": pdf,
    "structured output": structured_output,
    "reasoning": reasoning,
    "reasoning replayed": reasoning_replayed,
    "stop: length": stop_length,
    "cached input": cached_input,
    "wrong key": wrong_key,
    "unknown model": unknown_model,
    "provider refuses": provider_refuses,
    "provider is busy": provider_is_busy,
    "stream breaks midway": stream_breaks_midway,
}


class Asker:
    def __init__(self, way, upstream):
        self.way, self.upstream = way, upstream

    def __call__(self, script, **options):
        return self.way.ask(f"test/{self.upstream}.{script}", **options)


@pytest.mark.parametrize("upstream", UPSTREAMS)
@pytest.mark.parametrize("scenario", GRID["scenarios"])
@pytest.mark.parametrize("way", GRID["ways"])
def test_cell(way, scenario, upstream):
    client = WAYS[way](os.environ["GPTGET_ORIGIN"], os.environ["GPTGET_API_KEY"])
    SCENARIOS[scenario](Asker(client, upstream))
