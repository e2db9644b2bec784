"""Tests with real desktops."""

import asyncio
import time

import pytest

from gptget import AsyncComputer, CommandError, Computer, NotFoundError
from gptget.types import Action, Text


@pytest.fixture(scope="module")
def computer():
    with Computer(instance_type="2c2g") as made:
        yield made


def until(is_so):
    """Waits: on a busy machine, a program starts after the screen has stopped changing."""
    deadline = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_controls_a_computer_and_reads_its_screen(computer):
    computer.open("xterm", settle=True)
    until(lambda: any(window.is_focused for window in computer.windows()))
    computer.left_click(640, 360, settle=True)
    computer.type("echo Zoë > typed.txt", settle=True)
    result = computer.key("Return", settle=True, screenshot=True)
    assert result.settled
    assert result.screenshot.width == 1280
    until(lambda: computer.bash("cat typed.txt") == "Zoë\n")
    assert [window.title for window in computer.windows() if window.is_focused]
    assert (computer.cursor().x, computer.cursor().y) == (640, 360)


def test_screenshots_are_png_bytes_that_notebooks_show(computer):
    picture = computer.screenshot()
    assert isinstance(picture, bytes)
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert (picture.width, picture.height) == (1280, 720)
    assert picture._repr_png_() == picture
    assert str(picture) == repr(picture)
    part = computer.screenshot(format="jpeg", quality=50, region=(0, 0, 200, 100))
    assert (part.content_type, part.width, part.height) == ("image/jpeg", 200, 100)


def test_every_other_action_works(computer):
    for act in [
        lambda: computer.move(10, 10),
        lambda: computer.right_click(20, 20),
        lambda: computer.key("Escape"),
        lambda: computer.middle_click(30, 30),
        lambda: computer.double_click(30, 30),
        lambda: computer.triple_click(),
        lambda: computer.mouse_down(40, 40),
        lambda: computer.mouse_up(),
        lambda: computer.drag(50, 50, 80, 80, duration=0),
        lambda: computer.drag_path([(50, 50), (60, 60), (70, 50)]),
        lambda: computer.scroll("down", 2, x=100, y=100),
        lambda: computer.key_down("shift"),
        lambda: computer.key_up("shift"),
        lambda: computer.hold_key("Right", 0.01),
        lambda: computer.batch([{"type": "move", "x": 1, "y": 1}, {"type": "key", "key": "Escape"}]),
    ]:
        assert act().success


def test_the_shell_keeps_its_folder_and_reports_exit_codes(computer):
    computer.bash("mkdir -p work && cd work")
    assert computer.bash("pwd") == "/home/user/work\n"
    assert computer.bash("(exit 3)").exit_code == 3
    with pytest.raises(CommandError, match="exit code 3"):
        computer.bash("(exit 3)", check=True)
    assert "".join(computer.bash_stream("echo a; echo b")) == "a\nb\n"
    assert computer.exec("print(6 * 7)").output == "42\n"
    with computer.terminal(cols=100) as terminal:
        terminal.write("stty size; exit 4\n")
        shown = "".join(terminal)
    assert "24 100" in shown
    assert terminal.exit_code == 4


def test_files_are_uploaded_and_downloaded(computer, tmp_path):
    content = bytes(range(256)) * 4000
    (tmp_path / "data.bin").write_bytes(content)
    entry = computer.files.upload(tmp_path / "data.bin", "folder/data.bin")
    assert (entry.type, entry.size) == ("file", len(content))
    assert computer.files.read("folder/data.bin") == content
    assert computer.files.download("folder/data.bin", tmp_path / "back.bin").read_bytes() == content
    assert computer.files.download_folder("folder", tmp_path / "folder.tgz").read_bytes()[:2] == b"\x1f\x8b"
    assert [one.name for one in computer.files.list("folder")] == ["data.bin"]
    assert computer.files.make_folder("empty").type == "folder"
    computer.files.write("note.txt", "héllo")
    assert computer.files.read_text("note.txt") == "héllo"
    computer.files.delete("folder")
    with pytest.raises(NotFoundError):
        computer.files.download("folder/data.bin", tmp_path / "none.bin")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["back.bin", "data.bin", "folder.tgz"]


def test_reads_the_clipboard_and_creates_views(computer):
    computer.set_clipboard("copied")
    assert computer.clipboard() == "copied"
    view = computer.view(expires_in_seconds=60)
    assert view.url.startswith("http")
    computer.revoke_view(view)


def test_a_name_attaches_and_leaving_the_block_destroys(client):
    with Computer(name="kept", workspace="sdk") as first:
        again = Computer(name="kept", workspace="sdk")
        assert again.id == first.id
        again.stop()
        assert first.status() == "stopped"
        with Computer(first.id) as attached:
            assert attached.info.status == "running"
        assert first.status() == "running"
    assert first.id not in [one.id for one in client.computers.list()]
    first.destroy()


def test_the_async_computer_does_the_same():
    async def drive():
        async with AsyncComputer(instance_type="2c2g") as computer:
            await computer.left_click(10, 10)
            picture = await computer.screenshot()
            written = [piece async for piece in computer.bash_stream("echo a")]
            async with computer.terminal() as terminal:
                await terminal.write("exit 5\n")
                async for _ in terminal:
                    pass
            return picture.width, written, await computer.files.list(), terminal.exit_code

    width, written, files, code = asyncio.run(drive())
    assert (width, written, code) == (1280, ["a\n"], 5)
    assert isinstance(files, list)


def test_a_model_controls_a_computer(computer):
    said, done, seen = [], [], []
    result = computer.prompt(
        "Write the file",
        on_text=said.append,
        on_action=lambda action: done.append(action.name),
        on_screenshot=seen.append,
    )
    assert (result.reason, result.steps) == ("stop", 2)
    assert result.text.endswith("It is done.")
    assert "".join(said) == result.text
    assert {"bash", "click"} <= set(done)
    assert seen[-1].width > 0
    assert computer.bash("cat ~/model.txt") == "from the model\n"
    record = next(run for run in computer.runs() if run.id == result.run_id)
    assert (record.status, record.cost) == ("finished", result.cost)


def test_leaving_a_run_cancels_it(computer):
    with computer.run("Write the file") as run:
        for event in run:
            if isinstance(event, (Action, Text)):
                break
    record = next(one for one in computer.runs() if one.id == run.result.run_id)
    assert (record.status, record.finish_reason) == ("finished", "cancelled")


def test_a_model_controls_an_async_computer(computer):
    async def drive():
        async with AsyncComputer(computer.id) as twin:
            events = [event async for event in twin.run("Write the file")]
            return events, (await twin.prompt("Write the file")).text

    events, text = asyncio.run(drive())
    assert any(isinstance(event, Action) for event in events)
    assert text.endswith("It is done.")
