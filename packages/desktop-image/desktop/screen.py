"""Windows, clipboard and programs of the desktop."""
import os, re, shlex, signal, socket, subprocess, time

URL = re.compile(r'^(https?|file|about|data|view-source):', re.I)

#: A class may have spaces, so that only the host's name tells where it ends.
WINDOW = re.compile(
    r'^(0x\w+)\s+(-?\d+)\s+(\d+)\s+(-?\d+)\s+(-?\d+)\s+(\d+)\s+(\d+)\s+(.*?)\s+(?:N/A|%s)(?: (.*))?$'
    % re.escape(socket.gethostname())
)


#: How long the display may take to hear whose the clipboard is.
OWNED_SECONDS = 5


#: How long a program may take to read what was typed.
READ_SECONDS = 3
#: The same of one that does not say which process it is.
UNKNOWN_READ_SECONDS = 0.08
#: It may fall asleep for a moment before it has read everything.
ASLEEP_TIMES = 3


def output_of(*command):
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=10)
    return result.returncode, result.stdout.decode('utf-8', 'replace')


def active_window():
    _, text = output_of('xprop', '-root', '_NET_ACTIVE_WINDOW')
    found = re.search(r'0x[0-9a-f]+', text)
    return int(found.group(), 16) if found else 0


def windows():
    active = active_window()
    found = []
    for line in output_of('wmctrl', '-lGpx')[1].splitlines():
        match = WINDOW.match(line)
        if match is None:
            continue
        identity, desktop, pid, x, y, width, height, name, title = match.groups()
        # -1 is on every desktop: the panel.
        if desktop == '-1':
            continue
        found.append({
            'id': identity,
            'title': title or '',
            'class': name,
            'pid': int(pid),
            'x': int(x), 'y': int(y), 'width': int(width), 'height': int(height),
            'is_focused': int(identity, 16) == active,
        })
    return {'windows': found}


def focus(identity):
    code, _ = output_of('wmctrl', '-i', '-a', str(identity))
    if code != 0 or int(identity, 16) not in [int(each['id'], 16) for each in windows()['windows']]:
        raise FileNotFoundError(2, 'no such window', identity)
    return {'id': identity}


def read_clipboard():
    code, text = output_of('xclip', '-selection', 'clipboard', '-o', '-target', 'UTF8_STRING')
    return {'text': text if code == 0 else ''}


def write_clipboard(text):
    # xclip stays behind to serve the selection; it must not hold our pipes.
    child = subprocess.Popen(
        ['xclip', '-selection', 'clipboard', '-i'],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(signal.SIGTERM, signal.SIG_DFL),
    )
    child.communicate(text.encode(), timeout=10)
    # It goes into the background before the display knows the new owner: whoever
    # reads at once would get the text from before.
    deadline = time.monotonic() + OWNED_SECONDS
    while read_clipboard()['text'] != text:
        if time.monotonic() > deadline:
            raise TimeoutError('the clipboard was not taken over')
        time.sleep(0.01)
    return {'text': text}


def open_target(asked):
    """Opens a URL in the browser, or starts a program. It outlives the call."""
    target = asked['target']
    command = ['chromium', target] if URL.match(target) else shlex.split(target) + asked.get('arguments', [])
    if not command:
        raise ValueError('expected a URL or a program')
    child = subprocess.Popen(
        command, cwd=os.environ['HOME'], start_new_session=True,
        # The agent ignores SIGTERM; what it starts must not.
        preexec_fn=lambda: signal.signal(signal.SIGTERM, signal.SIG_DFL),
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    return {'pid': child.pid, 'command': command}


def lend_keys(keysyms):
    """Gives each of these keysyms a key code that no key has, so that the keyboard does not change while they are typed."""
    wait_until_read()
    free = free_codes()
    has_reset = len(free) < len(keysyms)
    if has_reset:
        output_of('/opt/gptget/free-keys')
        free = free_codes()
    # In both columns: a letter alone would get its capital as the second one.
    lines = [f'keycode {code} = {keysym:#x} {keysym:#x}' for code, keysym in zip(free, keysyms)]
    subprocess.run(['xmodmap', '-'], input='\n'.join(lines).encode(), timeout=10, check=True)
    wait_until_read()
    return {'has_reset': has_reset}


def wait_until_read():
    """Waits until the program in front has read what was typed, or that the keyboard changed.

    Programs look up a key when they read that it was pressed, on the keyboard as it then is: one that lags behind would
    read other characters. One that has nothing more to read sleeps.
    """
    _, text = output_of('xprop', '-id', hex(active_window()), '_NET_WM_PID')
    found = re.search(r'= (\d+)', text)
    if found is None:
        return time.sleep(UNKNOWN_READ_SECONDS)
    deadline, asleep = time.monotonic() + READ_SECONDS, 0
    while asleep < ASLEEP_TIMES and time.monotonic() < deadline:
        time.sleep(0.005)
        asleep = asleep + 1 if state_of(found.group(1)) == 'S' else 0


def state_of(pid):
    """Of its main thread, which reads from the display: S is asleep (proc(5))."""
    try:
        with open(f'/proc/{pid}/stat') as stat:
            return stat.read().rpartition(')')[2].split()[0]
    except OSError:
        return 'S'


def free_codes():
    return re.findall(r'^keycode\s+(\d+) =\s*$', output_of('xmodmap', '-pke')[1], re.M)
