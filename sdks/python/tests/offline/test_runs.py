"""Runs of a model on a computer: the stream of a chat completion, read into events."""

import json

import httpx
import pytest

from gptget import Client, StreamError
from gptget._sync.actions import ComputerActions
from gptget.types import Action, ComputerInfo, ConfirmationRequired, OtherEvent, ScreenSeen, Text

INFO = ComputerInfo(id="c1", name="box", status="running", instance_type="2c4g", region="us", workspace_id="w")
PNG = b"\x89PNG" + bytes(12) + (8).to_bytes(4, "big") + (6).to_bytes(4, "big")


def chunk(computer=None, text=None, **more):
    delta = {} if text is None else {"content": text}
    return {"id": "chatcmpl-1", "choices": [{"index": 0, "delta": delta}], "computer": computer, **more}


CHUNKS = [
    chunk({"type": "run.started", "run_id": "run_1", "thread_id": "thread_1", "seq": 1}),
    chunk({"type": "step", "step": 1}),
    chunk(text="I click "),
    chunk({"type": "action", "action": "left_click", "input": {"x": 5, "y": 6}, "step": 1}),
    chunk({"type": "action.result", "ok": True, "ms": 12}),
    chunk({"type": "screenshot", "url": "http://server/v1/images/img_1/content?index=0", "width": 8, "height": 6}),
    chunk(text="it."),
    chunk({"type": "run.finished", "reason": "stop", "steps": 1, "cost": 0.01}, usage={"total_tokens": 7}),
]


class Server:
    def __init__(self, chunks, end="data: [DONE]\n\n"):
        self.text = ": hello\n\n" + "".join(f"data: {json.dumps(one)}\n\n" for one in chunks) + end
        self.asked = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if request.url.path == "/v1/chat/completions":
            return httpx.Response(200, text=self.text, headers={"x-run-id": "run_1"})
        if request.method == "GET":
            return httpx.Response(200, content=PNG, headers={"content-type": "image/png"})
        return httpx.Response(200, json={"id": "run_1"})

    def computer(self) -> ComputerActions:
        http_client = httpx.Client(transport=httpx.MockTransport(self))
        return ComputerActions(Client(api_key="k", base_url="http://server", http_client=http_client), INFO)

    def paths(self):
        return [request.url.path for request in self.asked]


def test_prompt_calls_the_callbacks_and_returns_the_result():
    server, said, done, seen = Server(CHUNKS), [], [], []
    result = server.computer().prompt(
        "Click it", model="a/b", on_text=said.append, on_action=done.append, on_screenshot=seen.append
    )
    assert (result.text, result.thread_id, result.run_id) == ("I click it.", "thread_1", "run_1")
    assert (result.steps, result.reason, result.cost) == (1, "stop", 0.01)
    assert result.usage == {"total_tokens": 7}
    assert said == ["I click ", "it."]
    assert done == [Action("left_click", {"x": 5, "y": 6}, 1)]
    assert [(one.width, one.height, bytes(one)) for one in seen] == [(8, 6, PNG)]
    asked = json.loads(server.asked[0].content)
    assert (asked["computer_id"], asked["max_steps"], asked["stream"]) == ("c1", 25, True)
    assert not any(path.endswith("/cancel") for path in server.paths())


def test_iterating_a_run_yields_its_events_live():
    kinds = [type(event) for event in Server(CHUNKS).computer().run("Click it", model="a/b")]
    assert [kind for kind in kinds if kind is not OtherEvent][:3] == [Text, Action, kinds[4]]
    assert ScreenSeen in kinds


def test_leaving_the_block_early_cancels_the_run():
    server = Server(CHUNKS)
    with server.computer().run("Click it", model="a/b") as run:
        for event in run:
            if isinstance(event, Action):
                break
    assert server.paths()[-1] == "/v1/computers/c1/runs/run_1/cancel"


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_exception_in_a_callback_cancels_the_run(error):
    server = Server(CHUNKS)

    def stop(action):
        raise error

    with pytest.raises(error):
        server.computer().prompt("Click it", on_action=stop)
    assert server.paths()[-1] == "/v1/computers/c1/runs/run_1/cancel"


def test_a_question_is_in_the_result_and_can_be_answered():
    chunks = [
        chunk({"type": "run.started", "run_id": "run_1", "thread_id": "thread_1"}),
        chunk({"type": "confirmation_required", "id": "q1", "message": "Buy it?"}),
    ]
    server = Server(chunks)
    computer = server.computer()
    result = computer.prompt("Buy", model="a/b")
    assert result.confirmation == ConfirmationRequired("q1", "Buy it?")
    computer.confirm(result, approved=False, model="a/b")
    asked = json.loads(server.asked[-1].content)
    assert asked["confirmation"] == {"id": "q1", "approved": False}
    assert (asked["thread_id"], asked["messages"]) == ("thread_1", [])


def test_an_error_in_the_stream_is_raised():
    chunks = [chunk(text="I "), {"error": {"message": "The provider broke.", "code": 502}}]
    with pytest.raises(StreamError, match=r"The provider broke\."):
        Server(chunks, end="").computer().prompt("Click it")
