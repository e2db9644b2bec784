import httpx
import pytest

from gptget import Client, TaskFailedError, WaitTimeoutError


def client_of(*states) -> Client:
    left = list(states)

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"id": "task_1", **(left.pop(0) if len(left) > 1 else left[0])})

    http_client = httpx.Client(transport=httpx.MockTransport(answer))
    return Client(api_key="k", base_url="http://server", http_client=http_client)


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr("gptget._sync.tasks.sleep_sync", lambda seconds: None)


def test_waits_until_a_task_is_completed():
    client = client_of({"status": "queued"}, {"status": "in_progress", "progress": 40}, {"status": "completed"})
    assert client.tasks.wait("task_1").is_completed


@pytest.mark.parametrize("status", ["failed", "cancelled", "expired", "unknown_outcome"])
def test_raises_the_reason_of_a_task_that_was_not_completed(status):
    client = client_of({"status": status, "error": {"message": "The provider refused."}})
    with pytest.raises(TaskFailedError, match="The provider refused") as caught:
        client.tasks.wait("task_1")
    assert caught.value.task.status == status


def test_stops_waiting_after_the_timeout():
    with pytest.raises(WaitTimeoutError):
        client_of({"status": "queued"}).videos.wait("task_1", timeout=0)


def test_shows_a_progress_bar_if_requested(capsys):
    client = client_of({"status": "in_progress", "progress": 40}, {"status": "completed"})
    client.tasks.wait("task_1", progress=True)
    shown = capsys.readouterr().err
    assert "40%" in shown
    assert "100%" in shown
    client_of({"status": "completed"}).tasks.wait("task_1")
    assert capsys.readouterr().err == ""
