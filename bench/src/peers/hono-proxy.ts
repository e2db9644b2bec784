// The minimal gateway with Hono's documented API: receives with hono, sends with undici, and passes bytes through.
// `node hono-proxy.ts UPSTREAM PORT`
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { stream } from 'hono/streaming'
import { Pool } from 'undici'

const [upstream = '', port = ''] = process.argv.slice(2)
const pool = new Pool(upstream, { pipelining: 1 })

const app = new Hono()
app.post('*', async (c) => {
  const { statusCode, headers, body } = await pool.request({
    path: c.req.path,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer key' },
    body: Buffer.from(await c.req.arrayBuffer()),
    signal: c.req.raw.signal,
  })
  c.status(statusCode as 200)
  const contentType = String(headers['content-type'])
  c.header('content-type', contentType)
  if (!contentType.startsWith('text/event-stream')) return c.body(await body.arrayBuffer())
  return stream(c, async (answer) => {
    for await (const piece of body as AsyncIterable<Buffer>) await answer.write(piece)
  })
})

serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(port) })
