"""Tests with a platform whose video provider is controlled by the prompt: `{{polls=2}}`."""

import asyncio
import os

import pytest

from gptget import AsyncClient, Client, TaskFailedError, WaitTimeoutError

MODEL = os.environ.get("GPTGET_VIDEO_MODEL", "")


@pytest.fixture
def client():
    with Client() as made:
        yield made


def test_creates_waits_for_and_downloads_a_video(client, capsys):
    video = client.videos.create("a lighthouse {{polls=2}}", model=MODEL)
    assert not video.is_ended
    done = client.videos.wait(video, timeout=60, progress=True)
    assert done.is_completed
    assert "100%" in capsys.readouterr().err
    content = client.videos.download(done)
    assert content.content_type == "video/mp4"
    assert content[4:8] == b"ftyp"
    assert content._repr_html_().startswith("<video")


def test_a_task_has_its_files_and_its_cost(client):
    task = client.tasks.create(type="video", model=MODEL, prompt="a lighthouse {{polls=1}}")
    done = client.tasks.wait(task, timeout=60)
    assert done.cost > 0
    assert done.result.data[0].content_type == "video/mp4"
    assert client.tasks.download(done) == client.download(done.result.url)
    assert task.id in [one.id for one in client.tasks.list(status="completed")]
    client.tasks.delete(task.id)
    assert task.id not in [one.id for one in client.tasks.list()]


def test_fetches_pages_as_needed(client):
    made = [client.tasks.create(type="video", model=MODEL, prompt="a boat {{end=never}}").id for _ in range(3)]
    assert [one.id for one in client.tasks.list(page_size=2)][:3] == made[::-1]
    assert len(list(client.tasks.list(limit=2))) == 2
    for id in made:
        assert client.tasks.cancel(id).id == id


def test_a_failed_task_has_its_reason(client):
    task = client.tasks.create(type="video", model=MODEL, prompt="a lighthouse {{end=fail}}")
    with pytest.raises(TaskFailedError, match=task.id):
        client.tasks.wait(task, timeout=60)


def test_waiting_times_out_and_the_task_continues(client):
    task = client.tasks.create(type="video", model=MODEL, prompt="a lighthouse {{end=never}}")
    with pytest.raises(WaitTimeoutError):
        client.tasks.wait(task, timeout=1)
    assert not client.tasks.retrieve(task.id).is_ended


def test_the_async_client_waits_too():
    async def make():
        async with AsyncClient() as client:
            return await client.videos.wait(
                await client.videos.create("a lighthouse {{polls=1}}", model=MODEL), timeout=60
            )

    assert asyncio.run(make()).is_completed


def test_manages_webhooks(client):
    made = client.webhooks.create("https://example.com/hook", events=["task.completed"], description="mine")
    assert made.secret.startswith("whsec_")
    assert made.secret not in repr(made)
    assert made.id in [one.id for one in client.webhooks.list()]
    assert client.webhooks.update(made.id, enabled=False).enabled is False
    assert client.webhooks.rotate(made.id).secret != made.secret
    assert client.webhooks.deliveries(made.id) == []
    client.webhooks.delete(made.id)
    assert made.id not in [one.id for one in client.webhooks.list()]
