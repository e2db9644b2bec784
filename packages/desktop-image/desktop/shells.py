"""Shells that live as long as the desktop, Python code, and terminals."""
import codecs, fcntl, json, os, pty, secrets, select, signal, socket, struct, subprocess, termios, threading, time

MAX_SHELLS = 8
#: The agent ignores SIGTERM; what it starts must not.
AS_USUAL = {'preexec_fn': lambda: signal.signal(signal.SIGTERM, signal.SIG_DFL)}
MAX_OUTPUT = 1 << 20


class Shell:
    """A bash that keeps its folder and variables from one command to the next."""

    def __init__(self):
        self.lock = threading.Lock()
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            ['/bin/bash'], cwd=os.environ['HOME'], start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **AS_USUAL,
        )
        os.set_blocking(self.process.stdout.fileno(), False)
        self.ended = os.pidfd_open(self.process.pid)

    def is_alive(self):
        return self.process is not None and self.process.poll() is None

    def run(self, asked, emit, caller):
        with self.lock:
            if not self.is_alive():
                self.start()
            drain(self.process.stdout.fileno())
            before = descendants(self.process.pid)
            outcome = self.follow(asked['command'], Limit(asked, caller), emit)
            if not asked.get('keep_processes', True) or outcome['timed_out']:
                for pid in descendants(self.process.pid) - before:
                    kill(pid)
            emit({'type': 'exit', **outcome})

    def follow(self, command, limit, emit):
        # Its text is in memory: a full disk must not keep anybody from deleting files.
        with os.fdopen(os.memfd_create('command'), 'w', encoding='utf-8', errors='replace') as text:
            text.write(command)
            text.flush()
            return self.follow_file(f'/proc/{os.getpid()}/fd/{text.fileno()}', limit, emit)

    def follow_file(self, path, limit, emit):
        mark = f'\0{secrets.token_hex(8)}:'.encode()
        # printf prints the mark by its octal escapes: a zero byte cannot stand in a command.
        script = f"source {path} </dev/null; printf '\\0%s%d\\0' '{mark[1:].decode()}' $?\n"
        self.process.stdin.write(script.encode())
        self.process.stdin.flush()
        output = Output(emit)
        pending = b''
        while True:
            if limit.is_over():
                output.add(pending)
                return {'exit_code': None, 'timed_out': True, 'session_ended': self.interrupt(mark), **output.end()}
            data = read_some(self.process.stdout.fileno(), limit.deadline, self.ended, *limit.sockets)
            if data is None and self.process.poll() is None:
                continue
            # The shell has ended, though a program that it left behind may hold the pipe.
            if not data:
                output.add(pending)
                code = self.process.wait()
                os.close(self.ended)
                return {'exit_code': code, 'timed_out': False, 'session_ended': True, **output.end()}
            pending += data
            at = pending.find(mark)
            if at >= 0:
                end = pending.find(b'\0', at + len(mark))
                if end < 0:
                    continue
                output.add(pending[:at])
                code = int(pending[at + len(mark):end])
                return {'exit_code': code, 'timed_out': False, 'session_ended': False, **output.end()}
            # The end of it may be the begin of the mark.
            keep = pending.rfind(b'\0', max(0, len(pending) - len(mark)))
            cut = len(pending) if keep < 0 else keep
            output.add(pending[:cut])
            pending = pending[cut:]

    def interrupt(self, mark):
        """Ends what the command runs; the shell too where it is the one that is busy. Answers whether it was."""
        for pid in descendants(self.process.pid):
            kill(pid)
        deadline, seen = time.monotonic() + 1, b''
        while time.monotonic() < deadline:
            data = read_some(self.process.stdout.fileno(), deadline)
            if data == b'':
                break
            seen += data or b''
            if mark in seen:
                return False
            for pid in descendants(self.process.pid):
                kill(pid)
        self.process.kill()
        self.process.wait()
        os.close(self.ended)
        return True


class Limit:
    """How long something may run: a time, and where asked for, as long as somebody waits for it."""

    def __init__(self, asked, caller):
        self.deadline = time.monotonic() + asked['timeout']
        self.sockets = [caller] if asked.get('ends_with_caller') else []

    def is_over(self):
        return time.monotonic() > self.deadline or any(map(has_left, self.sockets))


def has_left(caller):
    """Whether the other side of a connection is closed. It says nothing more while it waits."""
    try:
        return caller.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b''
    except BlockingIOError:
        return False
    except OSError:
        return True


class Output:
    """Passes on what a command says as text, and no more of it than anybody reads."""

    def __init__(self, emit):
        self.emit = emit
        self.decoder = codecs.getincrementaldecoder('utf-8')('replace')
        self.left = MAX_OUTPUT
        self.truncated = False

    def add(self, data):
        if len(data) > self.left:
            self.truncated = True
        text = self.decoder.decode(data[:self.left])
        self.left -= min(self.left, len(data))
        if text:
            self.emit({'type': 'output', 'data': text})

    def end(self):
        rest = self.decoder.decode(b'', True)
        if rest:
            self.emit({'type': 'output', 'data': rest})
        return {'truncated': self.truncated}


shells, shells_lock = {}, threading.Lock()


def run(asked, emit, caller):
    name = asked.get('session', 'default')
    with shells_lock:
        if name not in shells and len(shells) >= MAX_SHELLS:
            idle = next((key for key, shell in shells.items() if not shell.is_alive()), None)
            if idle is None:
                return emit({'type': 'refused', 'message': f'a computer has {MAX_SHELLS} shell sessions at most'})
            del shells[idle]
        shell = shells.setdefault(name, Shell())
    shell.run(asked, emit, caller)


def run_python(asked, emit, caller):
    """Runs code in a Python of its own, and says how it failed."""
    reader, writer = os.pipe()
    child = subprocess.Popen(
        ['/usr/bin/python3', '-u', os.path.join(os.path.dirname(__file__), 'run_code.py'), str(writer)],
        cwd=os.environ['HOME'], start_new_session=True, pass_fds=[writer],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **AS_USUAL,
    )
    os.close(writer)
    child.stdin.write(asked['code'].encode('utf-8', 'replace'))
    child.stdin.close()
    os.set_blocking(child.stdout.fileno(), False)
    os.set_blocking(reader, False)
    output, limit, timed_out = Output(emit), Limit(asked, caller), False
    ended = os.pidfd_open(child.pid)
    while True:
        data = read_some(child.stdout.fileno(), limit.deadline, ended, *limit.sockets)
        if data:
            output.add(data)
        # A program that it left behind may hold its output, and goes on.
        elif data == b'' or child.poll() is not None:
            break
        if limit.is_over():
            timed_out = True
            os.killpg(child.pid, signal.SIGKILL)
            break
    code = child.wait()
    os.close(ended)
    child.stdout.close()
    emit({'type': 'exit', 'exit_code': code, 'timed_out': timed_out, **output.end(), **failure_in(reader)})


def failure_in(reader):
    """How code failed, as `run_code.py` writes it; nothing where it did not, or wrote something else there."""
    with os.fdopen(reader, 'rb') as source:
        try:
            return json.loads(source.read(65536) or b'{}')
        except ValueError:
            return {}


def serve_terminal(source, target, columns, rows):
    """A login shell on a terminal. Frames: a byte for the kind (0 data, 1 size, 2 exit), four of length, the rest."""
    pid, master = pty.fork()
    if pid == 0:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.environ['TERM'] = 'xterm-256color'
        os.chdir(os.environ['HOME'])
        os.execv('/bin/bash', ['-bash'])
    resize(master, columns, rows)

    def pass_on():
        try:
            while data := os.read(master, 65536):
                target.write(struct.pack('>BI', 0, len(data)) + data)
        except OSError:
            pass  # The shell has ended, or the caller is gone.
        _, status = os.waitpid(pid, 0)
        code = os.waitstatus_to_exitcode(status)
        try:
            target.write(struct.pack('>BIi', 2, 4, code))
        except OSError:
            pass

    reading = threading.Thread(target=pass_on, daemon=True)
    reading.start()
    while len(head := source.read(5)) == 5:
        kind, length = struct.unpack('>BI', head)
        data = source.read(length)
        if kind == 1:
            resize(master, *struct.unpack('>HH', data))
        elif reading.is_alive():
            os.write(master, data)
    kill(pid, signal.SIGHUP)
    reading.join(1)
    if reading.is_alive():
        kill(pid)
    reading.join()
    os.close(master)


def resize(terminal, columns, rows):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack('HHHH', rows, columns, 0, 0))


def read_some(descriptor, deadline, *others):
    """What is there, b'' at the end, None when nothing came for a moment or only another descriptor has news."""
    wait = max(0.0, min(0.5, deadline - time.monotonic()))
    if descriptor not in select.select([descriptor, *others], [], [], wait)[0]:
        return None
    try:
        return os.read(descriptor, 65536)
    except BlockingIOError:
        return None


def drain(descriptor):
    """What background programs said between commands belongs to no command."""
    while read_some(descriptor, 0):
        pass


def descendants(root):
    children = {}
    for name in os.listdir('/proc'):
        if not name.isdigit():
            continue
        try:
            with open(f'/proc/{name}/stat') as file:
                parent = int(file.read().rpartition(')')[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(name))
    found, open_pids = set(), [root]
    while open_pids:
        for child in children.get(open_pids.pop(), []):
            found.add(child)
            open_pids.append(child)
    return found


def kill(pid, number=signal.SIGKILL):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass
