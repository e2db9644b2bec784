import json
from datetime import datetime, timezone

import pytest
from openai import OpenAI
from standardwebhooks import Webhook

from gptget import WebhookVerificationError, webhooks

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLjSw"
BODY = '{"type":"task.completed","data":{"id":"task_1","name":"Zoë"}}'


def signed(at: datetime, body: str = BODY) -> dict:
    return {
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": str(int(at.timestamp())),
        "Webhook-Signature": Webhook(SECRET).sign("msg_1", at, body),
    }


def now() -> datetime:
    return datetime.now(tz=timezone.utc)


def test_reads_events_signed_by_the_reference_library():
    assert webhooks.unwrap(BODY.encode(), signed(now()), SECRET)["data"]["name"] == "Zoë"
    headers = signed(now())
    headers["Webhook-Signature"] = f"v1,AAAA v1a,xyz {headers['Webhook-Signature']}"
    webhooks.verify(BODY, headers, SECRET)


def test_agrees_with_the_openai_package():
    headers = signed(now())
    theirs = OpenAI(api_key="k", webhook_secret=SECRET).webhooks.verify_signature
    theirs(BODY, headers)
    webhooks.verify(BODY, headers, SECRET)


@pytest.mark.parametrize(
    ("body", "change", "secret"),
    [
        (BODY + " ", {}, SECRET),
        (BODY, {"Webhook-Id": "msg_2"}, SECRET),
        (BODY, {"Webhook-Timestamp": "1000000000"}, SECRET),
        (BODY, {"Webhook-Timestamp": "soon"}, SECRET),
        (BODY, {"Webhook-Signature": "v1,"}, SECRET),
        (BODY, {}, "whsec_AAAAAAAAAAAAAAAA"),
        (BODY, {}, "whsec_!"),
    ],
)
def test_refuses_a_wrong_body_header_or_secret(body, change, secret):
    with pytest.raises(WebhookVerificationError):
        webhooks.unwrap(body, {**signed(now()), **change}, secret)


def test_refuses_a_request_without_a_signature():
    with pytest.raises(WebhookVerificationError, match="webhook-id"):
        webhooks.unwrap(json.dumps({}), {}, SECRET)
