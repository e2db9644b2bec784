"""Serves the shell, files, windows and clipboard of one desktop to the computers service, by HTTP on a Unix socket.

Runs as the desktop's own user, so it can do nothing that a program in the desktop could not do. The service trusts
nothing it says.
"""
import json, os, signal, socketserver, stat, sys, threading, time
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qsl, urlsplit

sys.path.insert(0, os.path.dirname(__file__))
import bridge, files, screen, shells

SOCKET = '/run/gptget/agent.sock'
CHUNK = 65536


class Refused(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    has_begun = False

    def log_message(self, *_):
        pass

    def address_string(self):
        return 'service'

    def serve(self):
        self.has_begun = False
        url = urlsplit(self.path)
        query = dict(parse_qsl(url.query, keep_blank_values=True))
        route = ROUTES.get((self.command, url.path))
        try:
            if route is None:
                raise Refused(404, f'no {self.command} {url.path}')
            route(self, query)
        except Refused as error:
            self.refuse(error.status, str(error))
        except FileNotFoundError as error:
            self.refuse(404, f'{error.filename}: no such file')
        except (OSError, ValueError) as error:
            self.refuse(409, str(error))

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = serve

    def body(self):
        length = int(self.headers.get('content-length') or 0)
        return json.loads(self.rfile.read(length) or b'{}')

    def send_response(self, *status):
        self.has_begun = True
        super().send_response(*status)

    def refuse(self, status, message):
        """In the middle of an answer, breaks it off: its reader must not take what is there for all of it."""
        if self.has_begun:
            self.close_connection = True
        else:
            self.answer({'error': message}, status)

    def answer(self, value, status=200):
        data = json.dumps(value).encode()
        self.send_response(status)
        self.send_header('content-type', 'application/json')
        self.send_header('content-length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def begin_lines(self):
        """Answers with one JSON object a line, as they come."""
        self.close_connection = True
        self.send_response(200)
        self.send_header('content-type', 'application/x-ndjson')
        self.send_header('connection', 'close')
        self.end_headers()

    def line(self, value):
        try:
            self.wfile.write(json.dumps(value).encode() + b'\n')
        except OSError:
            pass  # The caller is gone; the command goes on, and what it says is read to its end.


def run_bash(request, _):
    asked = request.body()
    request.begin_lines()
    shells.run(asked, request.line, request.connection)


def run_python(request, _):
    asked = request.body()
    request.begin_lines()
    shells.run_python(asked, request.line, request.connection)


def open_terminal(request, query):
    request.close_connection = True
    request.wfile.write(b'HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: terminal\r\n\r\n')
    shells.serve_terminal(request.rfile, request.wfile, int(query.get('cols', 80)), int(query.get('rows', 24)))


def read_file(request, query):
    path = files.resolve(query['path'])
    found = os.stat(path)
    if stat.S_ISDIR(found.st_mode):
        raise Refused(409, f'{path} is a folder')
    # A pipe has nothing to read until somebody writes to it.
    if not stat.S_ISREG(found.st_mode):
        raise Refused(409, f'{path} is not a regular file')
    size = found.st_size
    start, length = int(query.get('start', 0)), int(query.get('length', -1))
    with open(path, 'rb') as source:
        length = max(0, size - start) if length < 0 else min(length, max(0, size - start))
        request.send_response(200)
        request.send_header('content-length', str(length))
        request.send_header('x-file-size', str(size))
        request.send_header('x-file-modified', str(found.st_mtime))
        request.end_headers()
        source.seek(start)
        while length > 0 and request.command == 'GET':
            data = source.read(min(CHUNK, length))
            if not data:
                request.close_connection = True
                return
            request.wfile.write(data)
            length -= len(data)


def write_file(request, query):
    length = int(request.headers['content-length'])
    request.answer(files.write(query['path'], request.rfile, length), 201)


def read_archive(request, query):
    path = files.resolve(query['path'])
    os.stat(path)
    request.close_connection = True
    request.send_response(200)
    request.send_header('transfer-encoding', 'chunked')
    request.send_header('connection', 'close')
    request.end_headers()
    files.archive(path, Chunked(request.wfile))
    request.wfile.write(b'0\r\n\r\n')


class Chunked:
    """A body of unknown length (RFC 9112, 7.1), whose reader sees where it breaks off."""

    def __init__(self, target):
        self.target = target

    def write(self, data):
        if data:
            self.target.write(b'%x\r\n%b\r\n' % (len(data), data))
        return len(data)


def freeze(request, _):
    """Stops every program but this one, which is asked to let them go on."""
    request.answer({})
    os.kill(-1, signal.SIGSTOP)


def thaw(request, _):
    os.kill(-1, signal.SIGCONT)
    request.answer({})


def usage(request, _):
    """What the desktop takes, by its own control group; where it sees none, by its processes."""
    root = '/sys/fs/cgroup'
    try:
        with open(f'{root}/memory.current') as memory, open(f'{root}/cpu.stat') as cpu, open(f'{root}/pids.current') as pids:
            usec = int(dict(line.split() for line in cpu)['usage_usec'])
            return request.answer({'memory_bytes': int(memory.read()), 'cpu_ms': usec / 1000, 'pids': int(pids.read())})
    except OSError:
        pass
    ticks = pages = count = 0
    for name in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{name}/stat') as stat:
                fields = stat.read().rsplit(')', 1)[1].split()
        except OSError:
            continue  # It ended while we looked.
        ticks, pages, count = ticks + int(fields[11]) + int(fields[12]), pages + int(fields[21]), count + 1
    request.answer({
        'memory_bytes': pages * os.sysconf('SC_PAGE_SIZE'),
        'cpu_ms': ticks * 1000 / os.sysconf('SC_CLK_TCK'),
        'pids': count,
    })


def shut_down(request, _):
    """Lets every program of the user save what it has, and ends with the last one: the desktop's namespace with it."""
    request.answer({})
    os.kill(-1, signal.SIGTERM)
    while any(name.isdigit() and int(name) not in (1, os.getpid()) for name in os.listdir('/proc')):
        time.sleep(0.01)
    os._exit(0)


ROUTES = {
    ('GET', '/health'): lambda request, _: request.answer({'ok': True}),
    ('POST', '/bash'): run_bash,
    ('POST', '/exec'): run_python,
    ('POST', '/terminal'): open_terminal,
    ('GET', '/files'): read_file,
    ('HEAD', '/files'): read_file,
    ('PUT', '/files'): write_file,
    ('DELETE', '/files'): lambda request, query: request.answer(files.remove(query['path'])),
    ('GET', '/list'): lambda request, query: request.answer(files.listing(query['path'])),
    ('POST', '/folders'): lambda request, query: request.answer(files.make_folder(query['path']), 201),
    ('GET', '/archive'): read_archive,
    ('GET', '/windows'): lambda request, _: request.answer(screen.windows()),
    ('POST', '/focus'): lambda request, _: request.answer(screen.focus(request.body()['id'])),
    ('GET', '/clipboard'): lambda request, _: request.answer(screen.read_clipboard()),
    ('PUT', '/clipboard'): lambda request, _: request.answer(screen.write_clipboard(request.body()['text'])),
    ('POST', '/open'): lambda request, _: request.answer(screen.open_target(request.body())),
    ('POST', '/lend-keys'): lambda request, _: request.answer(screen.lend_keys(request.body()['keysyms'])),
    ('POST', '/freeze'): freeze,
    ('POST', '/thaw'): thaw,
    ('GET', '/usage'): usage,
    ('POST', '/shutdown'): shut_down,
}


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        # The caller disconnected. Every other failure has been answered.
        pass


if __name__ == '__main__':
    # Only /shutdown ends it, when everybody else is gone.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.stack_size(256 * 1024)
    if os.path.exists(SOCKET):
        os.unlink(SOCKET)
    if 'BRIDGE_PORT' in os.environ:
        threading.Thread(target=bridge.serve, args=(os.environ,), daemon=True).start()
    Server(SOCKET, Handler).serve_forever()
