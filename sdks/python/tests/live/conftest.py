"""Fixtures for a running platform with desktops, given by GPTGET_BASE_URL and GPTGET_API_KEY."""

import pytest

from gptget import Client


@pytest.fixture
def client():
    with Client() as made:
        yield made
