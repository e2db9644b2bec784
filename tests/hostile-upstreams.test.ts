import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createGzip, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Account } from './platform/admin.ts'
import { postChat, readChunks, USER_TURN } from './platform/ask.ts'
import { PRICE } from './platform/scripted-config.ts'
import { startPlatform, type Platform } from './platform/start-platform.ts'

const MIB = 1024 * 1024
const SECRET = 'sk-operator-0123456789abcdef'
const TOKEN = `data: ${JSON.stringify({
  id: 'up_1',
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta: { role: 'assistant', content: 'Hello' }, finish_reason: null }],
})}\n\n`

/** Writes as much as the reader accepts, until it disconnects. */
const pour = async (output: NodeJS.WritableStream, piece: Buffer, count: number): Promise<void> => {
  for (let written = 0; written < count && (output as ServerResponse).destroyed !== true; written++)
    if (!output.write(piece)) await Promise.race([once(output, 'drain'), once(output, 'close')])
}

/** The caller's error. */
const TOO_MUCH = /larger than|unpacks to more than|more than 500000 values/

const SSE = { 'content-type': 'text/event-stream' }
const LETTERS = Buffer.alloc(MIB, 'a')

type Answer = (response: ServerResponse, request: IncomingMessage) => Promise<void> | void

const ANSWERS: Record<string, Answer> = {
  'a line without end': async (response) => {
    response.writeHead(200, SSE).write(`data: {"x":"`)
    await pour(response, LETTERS, 100)
  },
  'a line without end after a token': async (response) => {
    response.writeHead(200, SSE).write(`${TOKEN}data: {"x":"`)
    await pour(response, LETTERS, 100)
  },
  'a packed line without end': async (response) => {
    response.writeHead(200, { ...SSE, 'content-encoding': 'gzip' })
    const packed = createGzip()
    packed.pipe(response)
    packed.write(`${TOKEN}data: {"x":"`)
    await pour(packed, LETTERS, 300)
    packed.end()
  },
  'an answer without end': async (response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('{"x":"')
    await pour(response, LETTERS, 200)
  },
  'an answer of millions of values': async (response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('{"x":[')
    await pour(response, Buffer.from('0,'.repeat(MIB / 2)), 30)
    response.end('0]}')
  },
  'an answer of millions of lists': async (response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('[')
    await pour(response, Buffer.from('[],'.repeat(MIB / 4)), 30)
    response.end('[]]')
  },
  'an event of millions of values': async (response) => {
    response.writeHead(200, SSE).write(`${TOKEN}data: {"x":[`)
    await pour(response, Buffer.from('0,'.repeat(MIB / 2)), 14)
    response.end('0]}\n\n')
  },
  'a packed answer': (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    response.end(gzipSync(Buffer.alloc(400 * MIB, ' ')))
  },
  'a packed refusal': (response) => {
    response.writeHead(400, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    response.end(gzipSync(Buffer.alloc(400 * MIB, ' ')))
  },
  'an echo of its headers': (response, { headers }) => {
    response.writeHead(400, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({ error: { message: `No: ${JSON.stringify(headers)}`, type: 'x', code: null } }),
    )
  },
  'an echo in the stream': (response, { headers }) => {
    response.writeHead(200, SSE).write(TOKEN)
    response.end(`data: ${JSON.stringify({ error: { message: `No: ${headers.authorization}` } })}\n\n`)
  },
  silence: () => {},
  'a short answer': (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const message = { role: 'assistant', content: 'Hello' }
    const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 }
    const choices = [{ index: 0, message, finish_reason: 'stop' }]
    response.end(JSON.stringify({ id: 'up_1', object: 'chat.completion', choices, usage }))
  },
}

let upstream: Server
let platform: Platform
let account: Account
/** The current mode of `hang-or-answer`. */
let isSilent = true

const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { model } = JSON.parse(await text(request)) as { model: string }
  const name = model === 'either' ? (isSilent ? 'silence' : 'a short answer') : model
  await ANSWERS[name]!(response, request)
}

beforeAll(async () => {
  upstream = createServer(
    (request, response) => void serve(request, response).catch(() => response.destroy()),
  )
  upstream.listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  const { port } = upstream.address() as AddressInfo
  const provider = { dialect: 'openai', base_url: `http://127.0.0.1:${port}/v1`, api_key: SECRET }
  const names = [...Object.keys(ANSWERS), 'either']
  platform = await startPlatform({
    mode: 'processes',
    config: {
      providers: Object.fromEntries(names.map((name) => [idOf(name), provider])),
      models: Object.fromEntries(
        names.map((name) => [
          `test/${idOf(name)}`,
          { routes: [{ provider: idOf(name), model: name }], price: PRICE },
        ]),
      ),
    },
  })
  account = await platform.admin.createAccount()
})
afterAll(async () => {
  await platform?.stop()
  upstream?.closeAllConnections()
  upstream?.close()
})

const idOf = (name: string): string => name.replaceAll(' ', '-')

const ask = (name: string, more: object = {}): Promise<Response> =>
  postChat(platform.baseUrl, account.apiKey, { model: `test/${idOf(name)}`, messages: USER_TURN, ...more })

const memoryOf = (what: 'VmRSS' | 'VmHWM'): number => {
  const status = readFileSync(`/proc/${platform.of('router')[0]!.pid}/status`, 'utf8')
  return Number(new RegExp(`${what}:\\s+(\\d+)`).exec(status)![1]) * 1024
}

/** Resets the peak of the router's memory. Returns its current memory. */
const forgetPeak = (): number => {
  writeFileSync(`/proc/${platform.of('router')[0]!.pid}/clear_refs`, '5')
  return memoryOf('VmRSS')
}

describe('a router whose provider sends', () => {
  it.each([
    'a line without end',
    'an answer without end',
    'an answer of millions of values',
    'an answer of millions of lists',
    'a packed answer',
    'a packed refusal',
  ])('%s: answers with an error and keeps its memory', async (name) => {
    await (await ask('a short answer')).text()
    const idleBytes = forgetPeak()
    const response = await ask(name, { stream: name.includes('line') })
    expect(response.status).toBe(502)
    expect(await response.text()).toMatch(TOO_MUCH)
    expect(memoryOf('VmHWM') - idleBytes).toBeLessThan(100 * MIB)
  })

  it.each([
    'a line without end after a token',
    'a packed line without end',
    'an event of millions of values',
  ])('%s: ends the stream with an error', async (name) => {
    const response = await ask(name, { stream: true })
    expect(response.status).toBe(200)
    const { chunks } = readChunks(await response.text())
    expect(chunks[0]?.choices?.[0]?.delta?.content).toBe('Hello')
    expect(chunks.at(-1)?.error?.message).toMatch(TOO_MUCH)
  })

  it('endless lines to many requests at once: keeps its memory', async () => {
    const idleBytes = forgetPeak()
    await Promise.all(
      Array.from({ length: 4 }, async () => (await ask('a line without end', { stream: true })).text()),
    )
    expect(memoryOf('VmHWM') - idleBytes).toBeLessThan(150 * MIB)
  })

  it.each([
    ['an echo of its headers', false],
    ['an echo of its headers', true],
    ['an echo in the stream', true],
  ])('%s: never reveals the operator’s credential (stream: %s)', async (name, stream) => {
    const said = await (await ask(name, { stream })).text()
    expect(said).toContain('[redacted]')
    expect(said).not.toContain(SECRET)
  })
})

describe('a caller with a shorter timeout than the operator’s', () => {
  it('does not close the route for others', async () => {
    const timeouts = { first_token_ms: 50 }
    for (let count = 0; count < 6; count++) {
      const response = await ask('either', { provider: { timeouts } })
      expect(response.status).toBe(504)
      await response.text()
    }
    isSilent = false
    const other = await ask('either')
    expect([other.status, await other.text()]).toEqual([200, expect.stringContaining('Hello')])
    const plan = await fetch(`${platform.baseUrl}/route/simulate`, {
      method: 'POST',
      headers: { authorization: `Bearer ${account.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'test/either' }),
    })
    expect(JSON.stringify(await plan.json())).not.toMatch(/failed|open circuit/)
  })
})
