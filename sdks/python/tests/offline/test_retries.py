"""Which requests are retried. A scripted server answers in the client's own process."""

import json

import httpx
import pytest

from gptget import AuthenticationError, Client, RateLimitError, ServerError, errors

AGAIN = {"retry-after": "0"}
CREDITS = {"data": {"total_credits": 10.0, "total_usage": 2.5}}


class Server:
    """Returns its answers in turn, and records the requests."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        status, body, *headers = answer
        return httpx.Response(status, json=body, headers=headers[0] if headers else {})

    def client(self, **options) -> Client:
        http_client = httpx.Client(transport=httpx.MockTransport(self))
        return Client(api_key="sk-getgpt-test", base_url="http://server", http_client=http_client, **options)


def refusal(status: int, **more):
    return status, {"error": {"message": "No.", "code": status, "error_type": "some_kind", **more}}, AGAIN


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_retries_a_read_until_it_succeeds(status):
    server = Server(refusal(status), refusal(status), (200, CREDITS))
    assert server.client().credits().remaining == 7.5
    assert len(server.asked) == 3


def test_gives_up_after_max_retries():
    server = Server(refusal(500))
    with pytest.raises(ServerError):
        server.client(max_retries=1).credits()
    assert len(server.asked) == 2


@pytest.mark.parametrize(("status", "times"), [(500, 1), (502, 1), (429, 2), (503, 2)])
def test_retries_a_click_only_if_the_server_did_not_begin_it(status, times):
    server = Server(refusal(status))
    with pytest.raises(errors.APIStatusError):
        server.client(max_retries=1).computers.stop("c1")
    assert len(server.asked) == times


def test_retries_a_charged_request_with_the_same_idempotency_key():
    server = Server(refusal(500), (200, {"id": "img_1", "model": "a/b", "data": [{"url": "http://x"}]}))
    assert server.client().images.generate("A fox", model="a/b").data[0].url == "http://x"
    keys = [request.headers["idempotency-key"] for request in server.asked]
    assert len(keys) == 2
    assert keys[0] == keys[1]


def test_does_not_retry_a_command_after_a_lost_connection():
    server = Server(httpx.ReadError("broken"))
    with pytest.raises(errors.APIConnectionError):
        server.client().computers.start("c1")
    assert len(server.asked) == 1


def test_raises_instead_of_waiting_too_long():
    server = Server((429, {"error": {"message": "Slow down."}}, {"retry-after": "3600"}))
    with pytest.raises(RateLimitError) as caught:
        server.client().credits()
    assert caught.value.retry_after == 3600
    assert len(server.asked) == 1


def test_the_error_for_a_wrong_key_says_what_to_do():
    server = Server(refusal(401, param="authorization"))
    with pytest.raises(AuthenticationError, match="GPTGET_API_KEY") as caught:
        server.client().credits()
    assert (caught.value.status, caught.value.error_type, caught.value.param) == (401, "some_kind", "authorization")
    assert len(server.asked) == 1


def test_no_repr_contains_the_key():
    client = Server((200, CREDITS)).client()
    assert "sk-getgpt-test" not in repr(client) + repr(client.transport.config)


def test_sends_the_key_to_no_other_server():
    server = Server((200, {}))
    client = server.client()
    client.download("https://elsewhere.example/v1/images/img_1/content?index=0")
    assert str(server.asked[0].url) == "http://server/v1/images/img_1/content?index=0"
    with pytest.raises(errors.GptGetError):
        client.download("https://elsewhere.example/picture.png")


def test_lists_keys_over_several_pages():
    key = {"id": "k", "label": "l", "name": "n", "disabled": False, "usage": 0}
    server = Server((200, {"data": [key] * 100}), (200, {"data": [key] * 3}))
    assert len(list(server.client().keys.list())) == 103
    assert [request.url.params["offset"] for request in server.asked] == ["0", "100"]


def test_the_base_url_may_omit_the_version():
    for given in ["http://server", "http://server/", "http://server/v1", "http://server/v1/"]:
        assert Client(api_key="k", base_url=given).base_url == "http://server/v1"


def test_keeps_unknown_fields():
    server = Server((200, {"data": {**CREDITS["data"], "new": json.loads("[1]")}}))
    assert server.client().credits().raw["new"] == [1]
