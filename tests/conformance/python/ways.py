"""The official Python SDKs, each asked the same in its own words."""

import base64
import json
from dataclasses import dataclass, field

import anthropic
import openai
from google import genai
from google.genai import errors, types
from pydantic import BaseModel


class Person(BaseModel):
    name: str
    age: int
    tags: list[str]


@dataclass
class Answer:
    text: str
    calls: list[tuple[str, str, dict]] = field(default_factory=list)
    reasoning: str = ""
    finish: str = ""
    tokens: tuple[int, int, int] = (0, 0, 0)
    parsed: Person | None = None
    replay: object = None


DESCRIPTION = "Tells the weather."
SCHEMA = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "unit": {"type": "string"}},
    "required": ["city"],
}


QUESTION = "How is the weather?"
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg=="
PDF = base64.b64encode(b"%PDF-1.4\n%%EOF").decode()
PNG_URL, PDF_URL = f"data:image/png;base64,{PNG}", f"data:application/pdf;base64,{PDF}"


class OpenAIChat:
    busy, broken = openai.RateLimitError, openai.APIError

    def __init__(self, origin, key):
        self.client = openai.OpenAI(base_url=f"{origin}/v1", api_key=key, max_retries=0)

    def ask(self, model, *, stream=False, tools=False, parse=False, reasons=False, force=False, after=None, **said):
        params = {"model": model, "messages": self._messages(after, **said), "max_completion_tokens": 4096}
        if tools:
            function = {"name": "get_weather", "description": DESCRIPTION, "parameters": SCHEMA}
            params["tools"] = [{"type": "function", "function": function}]
        if force:
            params["tool_choice"] = {"type": "function", "function": {"name": "get_weather"}}
        if reasons:
            params["reasoning_effort"] = "low"
        if stream:
            options = {"include_usage": True}
            with self.client.chat.completions.stream(**params, stream_options=options) as events:
                completion = events.get_final_completion()
        elif parse:
            completion = self.client.chat.completions.parse(**params, response_format=Person)
        else:
            completion = self.client.chat.completions.create(**params)
        choice, usage = completion.choices[0], completion.usage
        message = choice.message
        calls = [(c.id, c.function.name, json.loads(c.function.arguments)) for c in message.tool_calls or []]
        return Answer(
            text=message.content or "",
            calls=calls,
            reasoning=getattr(message, "reasoning_content", None) or "",
            finish=choice.finish_reason,
            tokens=(usage.prompt_tokens, usage.completion_tokens, usage.prompt_tokens_details.cached_tokens),
            parsed=getattr(message, "parsed", None),
            replay=message,
        )

    def _messages(self, after, system=None, history=(), shows=None):
        shown = {
            "image": {"type": "image_url", "image_url": {"url": PNG_URL}},
            "PDF": {"type": "file", "file": {"filename": "a.pdf", "file_data": PDF_URL}},
        }
        question = [{"type": "text", "text": QUESTION}, shown[shows]] if shows else QUESTION
        messages = [{"role": "system", "content": system}] if system else []
        messages += [{"role": role, "content": text} for role, text in history]
        messages.append({"role": "user", "content": question})
        if after:
            replay = after.replay.model_dump(exclude_none=True)
            results = [{"role": "tool", "tool_call_id": id, "content": "sunny"} for id, _, _ in after.calls]
            messages += [replay, *results]
        return messages


class OpenAIResponses:
    busy, broken = openai.RateLimitError, openai.APIError

    def __init__(self, origin, key):
        self.client = openai.OpenAI(base_url=f"{origin}/v1", api_key=key, max_retries=0)

    def ask(self, model, *, stream=False, tools=False, parse=False, reasons=False, force=False, after=None, **said):
        params = {"model": model, "input": self._items(after, **said), "max_output_tokens": 4096, "store": False}
        if tools:
            tool = {"type": "function", "name": "get_weather", "description": DESCRIPTION}
            params["tools"] = [{**tool, "parameters": SCHEMA, "strict": False}]
        if force:
            params["tool_choice"] = {"type": "function", "name": "get_weather"}
        if reasons:
            params["reasoning"] = {"effort": "low", "summary": "auto"}
            params["include"] = ["reasoning.encrypted_content"]
        if stream:
            with self.client.responses.stream(**params) as events:
                response = events.get_final_response()
        elif parse:
            response = self.client.responses.parse(**params, text_format=Person)
        else:
            response = self.client.responses.create(**params)
        usage = response.usage
        calls = [i for i in response.output if i.type == "function_call"]
        thoughts = [part.text for i in response.output if i.type == "reasoning" for part in i.summary]
        reason = response.incomplete_details.reason if response.incomplete_details else None
        return Answer(
            text=response.output_text,
            calls=[(c.call_id, c.name, json.loads(c.arguments)) for c in calls],
            reasoning="".join(thoughts),
            finish=reason or ("tool_calls" if calls else response.status),
            tokens=(usage.input_tokens, usage.output_tokens, usage.input_tokens_details.cached_tokens),
            parsed=getattr(response, "output_parsed", None),
            replay=response.output,
        )

    def _items(self, after, system=None, history=(), shows=None):
        shown = {
            "image": {"type": "input_image", "image_url": PNG_URL, "detail": "auto"},
            "PDF": {"type": "input_file", "filename": "a.pdf", "file_data": PDF_URL},
        }
        question = [{"type": "input_text", "text": QUESTION}, shown[shows]] if shows else QUESTION
        items = [{"role": "system", "content": system}] if system else []
        items += [{"role": role, "content": text} for role, text in history]
        items.append({"role": "user", "content": question})
        if after:
            results = [
                {"type": "function_call_output", "call_id": id, "output": "sunny"} for id, _, _ in after.calls
            ]
            items += [*[i.model_dump(exclude_none=True) for i in after.replay], *results]
        return items


class Anthropic:
    busy, broken = anthropic.RateLimitError, anthropic.APIError

    def __init__(self, origin, key):
        self.client = anthropic.Anthropic(base_url=origin, api_key=key, max_retries=0)

    def ask(self, model, *, stream=False, tools=False, parse=False, reasons=False, force=False, after=None, system=None, **said):
        params = {"model": model, "messages": self._messages(after, **said), "max_tokens": 4096}
        if system:
            params["system"] = system
        if tools:
            params["tools"] = [{"name": "get_weather", "description": DESCRIPTION, "input_schema": SCHEMA}]
        if force:
            params["tool_choice"] = {"type": "tool", "name": "get_weather"}
        if reasons:
            params["thinking"] = {"type": "enabled", "budget_tokens": 2048}
        if stream:
            with self.client.messages.stream(**params) as events:
                message = events.get_final_message()
        elif parse:
            message = self.client.messages.parse(**params, output_format=Person)
        else:
            message = self.client.messages.create(**params)
        blocks, usage = message.content, message.usage
        cached = usage.cache_read_input_tokens or 0
        return Answer(
            text="".join(b.text for b in blocks if b.type == "text"),
            calls=[(b.id, b.name, b.input) for b in blocks if b.type == "tool_use"],
            reasoning="".join(b.thinking for b in blocks if b.type == "thinking"),
            finish=message.stop_reason,
            tokens=(usage.input_tokens + cached, usage.output_tokens, cached),
            parsed=getattr(message, "parsed_output", None),
            replay=blocks,
        )

    def _messages(self, after, history=(), shows=None):
        shown = {
            "image": {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PNG}},
            "PDF": {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": PDF}},
        }
        question = [{"type": "text", "text": QUESTION}, shown[shows]] if shows else QUESTION
        messages = [{"role": role, "content": text} for role, text in history]
        messages.append({"role": "user", "content": question})
        if after:
            results = [
                {"type": "tool_result", "tool_use_id": id, "content": "sunny"} for id, _, _ in after.calls
            ]
            messages += [{"role": "assistant", "content": after.replay}, {"role": "user", "content": results}]
        return messages


class Google:
    busy, broken = errors.APIError, errors.APIError

    def __init__(self, origin, key):
        self.client = genai.Client(
            api_key=key,
            vertexai=False,
            http_options=types.HttpOptions(base_url=origin, retry_options=types.HttpRetryOptions(attempts=1)),
        )

    def ask(self, model, *, stream=False, tools=False, parse=False, reasons=False, force=False, after=None, system=None, **said):
        config = types.GenerateContentConfig(max_output_tokens=4096, system_instruction=system)
        if tools:
            declaration = types.FunctionDeclaration(
                name="get_weather", description=DESCRIPTION, parameters_json_schema=SCHEMA
            )
            config.tools = [types.Tool(function_declarations=[declaration])]
        if force:
            calling = types.FunctionCallingConfig(mode="ANY", allowed_function_names=["get_weather"])
            config.tool_config = types.ToolConfig(function_calling_config=calling)
        if parse:
            config.response_mime_type, config.response_schema = "application/json", Person
        if reasons:
            config.thinking_config = types.ThinkingConfig(include_thoughts=True, thinking_budget=2048)
        params = {"model": model, "contents": self._contents(after, **said), "config": config}
        if stream:
            chunks = list(self.client.models.generate_content_stream(**params))
        else:
            chunks = [self.client.models.generate_content(**params)]
        parts = [p for c in chunks for p in (c.candidates[0].content.parts if c.candidates[0].content else None) or []]
        last, usage = chunks[-1], chunks[-1].usage_metadata
        calls = [p.function_call for p in parts if p.function_call]
        finish = last.candidates[0].finish_reason.value
        output = (usage.candidates_token_count or 0) + (usage.thoughts_token_count or 0)
        return Answer(
            text="".join(p.text or "" for p in parts if not p.thought),
            calls=[(c.id, c.name, c.args) for c in calls],
            reasoning="".join(p.text or "" for p in parts if p.thought),
            finish="tool_calls" if calls else finish,
            tokens=(usage.prompt_token_count, output, usage.cached_content_token_count or 0),
            parsed=last.parsed if parse else None,
            replay=types.Content(role="model", parts=parts),
        )

    def _contents(self, after, history=(), shows=None):
        shown = {
            "image": types.Part.from_bytes(data=base64.b64decode(PNG), mime_type="image/png"),
            "PDF": types.Part.from_bytes(data=base64.b64decode(PDF), mime_type="application/pdf"),
        }
        question = [types.Part(text=QUESTION), *([shown[shows]] if shows else [])]
        roles = {"user": "user", "assistant": "model"}
        contents = [types.Content(role=roles[role], parts=[types.Part(text=text)]) for role, text in history]
        contents.append(types.Content(role="user", parts=question))
        if after:
            results = [
                types.FunctionResponse(id=id, name=name, response={"output": "sunny"})
                for id, name, _ in after.calls
            ]
            parts = [types.Part(function_response=result) for result in results]
            contents += [after.replay, types.Content(role="user", parts=parts)]
        return contents


WAYS = {
    "openai chat": OpenAIChat,
    "openai responses": OpenAIResponses,
    "anthropic": Anthropic,
    "google-genai": Google,
}
