#!/usr/bin/env bash
# @hono/node-server: RESPONSE_ALREADY_SENT works only where it was imported before the first server of the process
# started. `serve` replaces the global Response by a class of its own, and an answer of that class is always written:
# loaded lazily, the marker makes every hand-written answer end in ERR_HTTP_HEADERS_SENT on stderr.
set -euo pipefail
directory=$(mktemp -d); trap 'rm -rf "$directory"' EXIT; cd "$directory"
echo '{"type":"module"}' > package.json
npm install --silent --no-audit --no-fund @hono/node-server@2.1.8 hono@4.13.19

cat > try.mjs <<'JS'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

const isEarly = process.argv[2] === 'early'
const load = () => import('@hono/node-server/utils/response')
if (isEarly) await load()

const errors = []
console.error = (error) => errors.push(error.code)
const app = new Hono()
const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
const { RESPONSE_ALREADY_SENT } = await load()
app.get('/', async (c) => {
  c.env.outgoing.end('written by the handler')
  return RESPONSE_ALREADY_SENT
})
await new Promise((resolve) => server.once('listening', resolve))
const response = await fetch(`http://127.0.0.1:${server.address().port}/`)
console.log(JSON.stringify({ imported: process.argv[2], text: await response.text(), errors }))
server.close()
JS

echo "node $(node --version), @hono/node-server $(node -p "require('./node_modules/@hono/node-server/package.json').version")"
early=$(node try.mjs early); late=$(node try.mjs late)
echo "$early"; echo "$late"
[ "$early" = '{"imported":"early","text":"written by the handler","errors":[]}' ]
[ "$late" = '{"imported":"late","text":"written by the handler","errors":["ERR_HTTP_HEADERS_SENT"]}' ]
echo "as described"
