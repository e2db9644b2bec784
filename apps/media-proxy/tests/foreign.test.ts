import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { fetchForeign } from '../src/foreign/fetch-foreign.ts'
import type { ForeignRequest } from '../src/foreign/fetch-foreign.ts'
import { REFUSED_ADDRESSES, REFUSED_URLS } from '../src/foreign/guard-catalogue.ts'
import { admit } from '../src/foreign/guard.ts'
import { isPublicAddress } from '../src/foreign/public-address.ts'

const open: Server[] = []
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** A server on loopback, and how many connections it has seen. */
const serve = async (handler: Handler, host = '127.0.0.1') => {
  const seen = { connections: 0, requests: [] as IncomingMessage[] }
  const server = createServer((request, response) => {
    seen.requests.push(request)
    handler(request, response)
  })
  server.on('connection', () => {
    seen.connections += 1
  })
  server.listen(0, host)
  await once(server, 'listening')
  open.push(server)
  return { port: (server.address() as AddressInfo).port, seen }
}

const request = (url: string, more: Partial<ForeignRequest> = {}): ForeignRequest => ({
  url,
  method: 'GET',
  headers: {},
  body: null,
  maxBytes: 1_000_000,
  signal: AbortSignal.timeout(10_000),
  ...more,
})

/** Scripted answers, one list for each lookup of a host. */
const scripted = (answers: Record<string, string[][]>) => {
  const asked: string[] = []
  return {
    asked,
    resolve: (host: string): Promise<string[]> => {
      asked.push(host)
      return Promise.resolve(answers[host]?.shift() ?? [])
    },
  }
}

const textOf = async (chunks: AsyncIterable<Uint8Array>): Promise<string> =>
  Buffer.concat(await Array.fromAsync(chunks)).toString()

const REFUSAL = { code: 'invalid_request', details: { param: 'url' } }

describe('the guard refuses', () => {
  it.each(REFUSED_ADDRESSES)('a host at %s (%s)', async (address) => {
    expect(isPublicAddress(address)).toBe(false)
    const { resolve } = scripted({ 'some.test': [[address]] })
    await expect(admit('https://some.test/', { resolve, allowedHosts: [] })).rejects.toMatchObject(REFUSAL)
  })

  it.each(REFUSED_URLS)('%s (%s)', async (url) => {
    const { resolve } = scripted({ 'public.test': [['8.8.8.8']] })
    await expect(admit(url, { resolve, allowedHosts: [] })).rejects.toMatchObject(REFUSAL)
  })

  it('a host with a private address among public ones, and one without any', async () => {
    const { resolve } = scripted({ 'mixed.test': [['8.8.8.8', '10.0.0.1']] })
    for (const url of ['http://mixed.test/', 'http://nowhere.test/'])
      await expect(admit(url, { resolve, allowedHosts: [] })).rejects.toMatchObject(REFUSAL)
  })
})

describe('the guard allows', () => {
  it.each(['8.8.8.8', '1.1.1.1', '2606:4700:4700::1111', '2a00:1450:4001:81b::200e'])(
    '%s',
    async (address) => {
      const { resolve } = scripted({ 'public.test': [[address]] })
      const target = await admit('https://public.test:8443/a?b', { resolve, allowedHosts: [] })
      expect(target.addresses).toEqual([address])
    },
  )

  it('what the operator allows: that host, at that port if one is named', async () => {
    const { resolve } = scripted({ 'comfy.lan': [['10.0.0.7'], ['10.0.0.7']] })
    const guard = { resolve, allowedHosts: ['comfy.lan:8188'] }
    expect((await admit('http://comfy.lan:8188/', guard)).addresses).toEqual(['10.0.0.7'])
    await expect(admit('http://comfy.lan/', guard)).rejects.toMatchObject(REFUSAL)
  })
})

describe('the fetcher', () => {
  it('connects to the address found before, although the host has moved since', async () => {
    const meant = await serve((_, response) => response.end('meant'))
    const other = await serve((_, response) => response.end('other'), '127.0.0.2')
    const { resolve, asked } = scripted({ 'rebind.test': [['127.0.0.1'], ['127.0.0.2']] })
    const guard = { resolve, allowedHosts: ['rebind.test'] }
    const answer = await fetchForeign(request(`http://rebind.test:${meant.port}/`), guard)
    expect(await textOf(answer.chunks)).toBe('meant')
    expect(asked).toEqual(['rebind.test'])
    expect(other.seen.connections).toBe(0)
    expect(meant.seen.requests[0]?.headers.host).toBe(`rebind.test:${meant.port}`)
  })

  it('checks the target of a redirect, and never connects there', async () => {
    const hidden = await serve((_, response) => response.end('secret'))
    const targets = [
      `http://127.0.0.1:${hidden.port}/`,
      `http://inside.test:${hidden.port}/`,
      'http://inside.test/',
      'file:///etc/hostname',
    ]
    for (const location of targets) {
      const open = await serve((_, response) => response.writeHead(302, { location }).end())
      const { resolve } = scripted({ 'open.test': [['127.0.0.1']], 'inside.test': [['127.0.0.1']] })
      const guard = { resolve, allowedHosts: ['open.test'] }
      await expect(fetchForeign(request(`http://open.test:${open.port}/`), guard)).rejects.toMatchObject(
        REFUSAL,
      )
    }
    expect(hidden.seen.connections).toBe(0)
  })

  it('follows at most three redirects, and sends no key to another host', async () => {
    let left = 3
    const { port, seen } = await serve((_, response) => {
      if (left === 0) return response.end('there')
      left -= 1
      return response.writeHead(302, { location: left === 0 ? `http://two.test:${port}/b` : '/a' }).end()
    })
    const { resolve } = scripted({
      'one.test': Array.from({ length: 10 }, () => ['127.0.0.1']),
      'two.test': [['127.0.0.1']],
    })
    const guard = { resolve, allowedHosts: ['one.test', 'two.test'] }
    const headers = { 'x-goog-api-key': 'key' }
    const answer = await fetchForeign(request(`http://one.test:${port}/`, { headers }), guard)
    expect(await textOf(answer.chunks)).toBe('there')
    expect(seen.requests.map((each) => each.headers['x-goog-api-key'])).toEqual([
      'key',
      'key',
      'key',
      undefined,
    ])
    left = 4
    const circle = fetchForeign(request(`http://one.test:${port}/`), guard)
    await expect(circle).rejects.toMatchObject({ code: 'provider_unavailable' })
  })

  it('stops at the requested bytes, even if more was announced', async () => {
    const announced = await serve((_, response) =>
      response.writeHead(200, { 'content-length': 2_000_000 }).end(),
    )
    const endless = await serve((_, response) => {
      const timer = setInterval(() => response.write(Buffer.alloc(100_000)), 1)
      response.on('close', () => clearInterval(timer))
    })
    const guard = { resolve: () => Promise.resolve(['127.0.0.1']), allowedHosts: ['big.test'] }
    const tooLarge = { code: 'request_too_large' }
    await expect(fetchForeign(request(`http://big.test:${announced.port}/`), guard)).rejects.toMatchObject(
      tooLarge,
    )
    const answer = await fetchForeign(request(`http://big.test:${endless.port}/`), guard)
    await expect(textOf(answer.chunks)).rejects.toMatchObject(tooLarge)
  })

  it('stops when its caller does', async () => {
    const silent = await serve(() => {})
    const guard = { resolve: () => Promise.resolve(['127.0.0.1']), allowedHosts: ['silent.test'] }
    const stop = new AbortController()
    const asked = fetchForeign(request(`http://silent.test:${silent.port}/`, { signal: stop.signal }), guard)
    await expect.poll(() => silent.seen.requests.length).toBe(1)
    stop.abort()
    await expect(asked).rejects.toMatchObject({ code: 'provider_unavailable' })
  })
})
