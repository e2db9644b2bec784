#!/usr/bin/env bash
# Caddy 2.6.2 (Debian 12) as reverse proxy: a POST whose first upstream refuses the connection is tried again at the
# next one, as `lb_try_duration` asks, but its body was closed with the first attempt. The second upstream gets a head
# without its body, the client a 502, and Caddy logs "http: invalid Read on closed Body". A GET is served.
# So a load balancer that retries is not enough: with this version each edge that dies costs the POSTs that meet it
# first, until its health check leaves it out. A short `fail_duration` keeps that to one.
# Seen: GET 200, POST 502, and the line above in Caddy's log.
set -euo pipefail

folder=$(mktemp -d)
pids=()
finish() { for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; rm -rf "$folder"; }
trap finish EXIT
cd "$folder"

apt-get download caddy=2.6.2-5 >/dev/null 2>&1
dpkg-deb --extract caddy_*.deb caddy
read -r front dead alive < <(python3 - <<'PY'
import socket
sockets = [socket.socket() for _ in range(3)]
for one in sockets: one.bind(('127.0.0.1', 0))
print(*(one.getsockname()[1] for one in sockets))
PY
)

cat > Caddyfile <<EOF
{
	admin off
}
http://127.0.0.1:$front {
	reverse_proxy 127.0.0.1:$dead 127.0.0.1:$alive {
		lb_policy first
		lb_try_duration 3s
		fail_duration 300ms
	}
}
EOF

cat > upstream.py <<'PY'
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def answer(self):
        self.rfile.read(int(self.headers.get('content-length', 0)))
        self.send_response(200)
        self.send_header('content-length', '0')
        self.end_headers()
    do_GET = do_POST = answer
    def log_message(self, *_): pass

ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()
PY
python3 upstream.py "$alive" 2>/dev/null & pids+=($!)
HOME=$folder caddy/usr/bin/caddy run --adapter caddyfile --config Caddyfile 2> caddy.log & pids+=($!)
until curl --silent --output /dev/null "http://127.0.0.1:$front/" && curl --silent --output /dev/null "http://127.0.0.1:$alive/"; do sleep 0.1; done

# Each meets the upstream that refuses: what it did before is forgotten after 300 ms.
sleep 0.6
get=$(curl --silent --output /dev/null --write-out '%{http_code}' "http://127.0.0.1:$front/")
sleep 0.6
post=$(curl --silent --output /dev/null --write-out '%{http_code}' --data 'a few words' "http://127.0.0.1:$front/")
logged=$(grep --count 'invalid Read on closed Body' caddy.log || true)
echo "Caddy $(caddy/usr/bin/caddy version): GET $get, POST $post, \"invalid Read on closed Body\" logged $logged times"
[ "$get" = 200 ] && [ "$post" = 502 ] && [ "$logged" -ge 1 ] || { echo 'this has changed'; exit 1; }
