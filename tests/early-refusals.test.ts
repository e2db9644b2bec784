import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPython } from './platform/find-python.ts'
import { usePlatform } from './platform/use-platform.ts'

const run = promisify(execFile)

const world = usePlatform(() => ({
  mode: 'processes',
  config: { providers: {}, models: {} },
  computers: 1,
  env: { COMPUTERS_DRIVER: 'none' },
}))

/** More than any operation takes. */
const BODY_BYTES = 51 * 1024 * 1024
let folder: string
let file: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gptget-refusals-'))
  file = path.join(folder, 'body')
  await writeFile(file, Buffer.alloc(BODY_BYTES, 'a'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Refused before all of it has arrived: here, and by the service that it is forwarded to. */
const REFUSALS: [what: string, path: string, status: number][] = [
  ['by the edge, for its key', '/v1/keys', 403],
  ['by the edge, for its size', '/v1/chat/completions', 413],
  ['by the edge, without a key', '/v1/messages', 401],
  ['by the service behind it, for its size', '/v1/webhooks', 413],
  ['by the service behind it, as no form', '/v1/videos', 400],
  ['by the service behind it, while it acts on a computer', '/v1/computers/none/click', 413],
]
const keyFor = (status: number): string => (status === 401 ? 'sk-none' : world.account.apiKey)

const headersFor = (route: string, status: number) => ({
  authorization: `Bearer ${keyFor(status)}`,
  'content-type': route === '/v1/videos' ? 'multipart/form-data' : 'application/json',
})

type Ask = (url: string, headers: Record<string, string>) => Promise<number>

const curl =
  (...more: string[]): Ask =>
  async (url, headers) => {
    const named = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
    const flags = ['-sS', '-o', '/dev/null', '-w', '%{http_code}', '--data-binary', `@${file}`]
    const { stdout } = await run('curl', [...flags, ...named, ...more, url])
    return Number(stdout)
  }

/** Prints the status for a client of Python, which sends its whole body before it reads. */
const PYTHON = `
import json, sys
client, url, headers, file = sys.argv[1:]
module = __import__(client)
with open(file, 'rb') as body:
    answer = module.post(url, headers=json.loads(headers), **{'content' if client == 'httpx2' else 'data': body.read()})
print(answer.status_code)
`

const python =
  (client: 'httpx2' | 'requests'): Ask =>
  async (url, headers) => {
    const asked = [client, url, JSON.stringify(headers), file]
    const { stdout } = await run(await findPython(), ['-c', PYTHON, ...asked])
    return Number(stdout)
  }

/** Sends for two seconds without reading, and only then looks. */
const slowly: Ask = (url, headers) =>
  new Promise((resolve, reject) => {
    const { hostname, port, pathname } = new URL(url)
    const socket = connect(Number(port), hostname)
    const head = Object.entries({
      host: hostname,
      connection: 'close',
      'content-length': BODY_BYTES,
      ...headers,
    })
    socket.pause()
    socket.write(
      `POST ${pathname} HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
    )
    const timer = setInterval(() => socket.write(Buffer.alloc(64 * 1024, 'a')), 100)
    setTimeout(() => {
      clearInterval(timer)
      socket.resume()
    }, 2_000)
    socket.once('error', reject)
    socket.once('data', (bytes) => {
      resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(bytes.toString())?.[1]))
      socket.destroy()
    })
  })

const CLIENTS: Record<string, Ask> = {
  curl: curl(),
  'curl without Expect': curl('-H', 'expect:'),
  'curl, chunked': curl('-H', 'transfer-encoding: chunked', '-H', 'expect:'),
  fetch: async (url, headers) => {
    const answer = await fetch(url, { method: 'POST', headers, body: Buffer.alloc(BODY_BYTES, 'a') })
    await answer.text()
    return answer.status
  },
  httpx: python('httpx2'),
  requests: python('requests'),
}

/** They wait for most of their time, so they ask beside each other. */
const SLOW_CLIENTS: Record<string, Ask> = {
  'curl, slowly': curl('-H', 'expect:', '--limit-rate', '10M'),
  'a slow sender, which then closes': slowly,
}

const statusFor = (ask: Ask, route: string, status: number): Promise<number> =>
  ask(world.platform.edges[0]!.url + route, headersFor(route, status))

describe.each(REFUSALS)('a large body that is refused early %s', (_, route, status) => {
  it.each(Object.entries(CLIENTS))('is answered to %s, never cut off', async (_client, ask) => {
    expect(await statusFor(ask, route, status)).toBe(status)
  })
})

describe.concurrent.each(REFUSALS)('a large body that is refused early %s', (_, route, status) => {
  it.each(Object.entries(SLOW_CLIENTS))('is answered to %s, never cut off', async (_client, ask) => {
    expect(await statusFor(ask, route, status)).toBe(status)
  })
})
