"""Executes the example notebooks from the first cell to the last, as a person does."""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(os.environ["GPTGET_NOTEBOOKS"])


def execute(name, tmp_path):
    notebook = nbformat.read(FOLDER / name, as_version=4)
    nbformat.validate(notebook)
    assert all(cell.get("outputs", []) == [] for cell in notebook.cells), "it is kept without outputs"
    return NotebookClient(notebook, timeout=180, resources={"metadata": {"path": str(tmp_path)}}).execute()


def shown_by(notebook, text):
    """Returns the media types that the cell with this text showed, and what it printed."""
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code" and text in cell.source)
    types = {kind for output in cell.outputs for kind in output.get("data", {})}
    printed = "".join(output.get("text", "") for output in cell.outputs)
    return types, printed


def test_covers_every_notebook():
    assert sorted(path.name for path in FOLDER.glob("*.ipynb")) == ["desktop.ipynb", "media.ipynb"]


def test_shows_and_controls_a_desktop(tmp_path):
    notebook = execute("desktop.ipynb", tmp_path)
    assert "image/png" in shown_by(notebook, "computer.screenshot()")[0]
    assert "image/png" in shown_by(notebook, "computer.type(")[0]
    assert "Desktop" in shown_by(notebook, "ls -la")[1]
    assert "click(x=50, y=60" in shown_by(notebook, "computer.run(")[1]
    assert shown_by(notebook, "read_text")[1] == "from the model\n\n"


@pytest.mark.parametrize(
    ("text", "kind"),
    [("images.download", "image/png"), ("speech.create", "text/html"), ("videos.wait", "text/html")],
)
def test_shows_media_below_its_cell(media, text, kind):
    assert kind in shown_by(media, text)[0]


def test_shows_a_progress_bar_while_waiting(media):
    assert "application/vnd.jupyter.widget-view+json" in shown_by(media, "videos.wait")[0]


def test_transcribes_the_speech_that_it_created(media):
    assert "morning" in shown_by(media, "transcriptions")[1].lower()


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    return execute("media.ipynb", tmp_path_factory.mktemp("media"))
