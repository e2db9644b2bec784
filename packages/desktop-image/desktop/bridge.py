"""Lets the service reach a desktop's sockets over the network, where it cannot share a folder with it: in a pod.

Who connects says which socket they want, and the pod's uid, which nothing else in the cluster knows but who may read
pods: `rfb 0b9c…\n`. The answer is `ok\n`, and from then on bytes pass both ways.
"""
import hmac, os, socket, socketserver, threading

CHANNELS = ('rfb', 'agent')
MAX_LINE = 200
PATIENCE_SECONDS = 5


def read_line(connection):
    line = b''
    while not line.endswith(b'\n') and len(line) < MAX_LINE:
        byte = connection.recv(1)
        if not byte:
            break
        line += byte
    return line.decode('ascii', 'replace').strip()


def pass_on(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass  # Either side has gone: both end.
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.settimeout(PATIENCE_SECONDS)
        channel, _, token = read_line(self.request).partition(' ')
        if channel not in CHANNELS or not hmac.compare_digest(token, self.server.token):
            return
        with socket.socket(socket.AF_UNIX) as inner:
            inner.connect(os.path.join(self.server.sockets, f'{channel}.sock'))
            self.request.sendall(b'ok\n')
            self.request.settimeout(None)
            self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=pass_on, args=(self.request, inner), daemon=True).start()
            pass_on(inner, self.request)


class Bridge(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address, token, sockets):
        self.token, self.sockets = token, sockets
        super().__init__(address, Handler)

    def handle_error(self, request, client_address):
        pass  # Who asks again finds it well, or hears nothing again.


def serve(environ):
    address = (environ.get('BRIDGE_HOST', ''), int(environ['BRIDGE_PORT']))
    Bridge(address, environ['POD_UID'], environ.get('BRIDGE_SOCKETS', '/run/gptget')).serve_forever()


if __name__ == '__main__':
    serve(os.environ)
