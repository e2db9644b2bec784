import os

import httpx

MODEL = os.environ["GPTGET_IMAGE_MODEL"]


def test_images_are_created_downloaded_and_charged(client):
    made = client.images.generate("A fox in a misty forest", model=MODEL, n=2)
    assert len(made.data) == 2
    assert made.cost > 0
    picture = client.images.download(made.data[0])
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert picture._repr_png_() == picture
    assert client.generation(made.id).total_cost == made.cost


def test_an_image_is_created_from_another(client, tmp_path):
    first = client.images.download(client.images.generate("A fox", model=MODEL).data[0])
    path = first.save(tmp_path / "fox.png")
    edited = client.images.edit([path, first], "The same in blue", model=MODEL)
    assert client.images.download(edited.data[0]) != first


def test_an_image_can_be_part_of_the_answer(client):
    made = client.images.generate("A fox", model=MODEL, response_format="b64_json")
    assert client.images.download(made.data[0]).content_type == "image/png"


def test_downloading_an_image_needs_the_key(client):
    url = client.images.generate("A fox", model=MODEL).data[0].url
    assert client.download(url).content_type == "image/png"
    assert httpx.get(url).status_code == 401
