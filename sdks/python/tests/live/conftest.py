"""Against a platform with desktops that whoever calls pytest has started, told by GPTGET_BASE_URL and _API_KEY."""

import pytest

from gptget import Client


@pytest.fixture
def client():
    with Client() as made:
        yield made
