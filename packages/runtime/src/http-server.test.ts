import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { healthRoutes } from './health.ts'
import { startHttpServer } from './http-server.ts'
import type { HttpServer } from './http-server.ts'

const LISTEN = { host: '127.0.0.1', port: 0 }
const servers: HttpServer[] = []

const start = async (app: Parameters<typeof startHttpServer>[0]): Promise<string> => {
  const server = await startHttpServer(app, LISTEN)
  servers.push(server)
  return server.url
}

afterEach(async () => {
  vi.restoreAllMocks()
  await Promise.all(servers.splice(0).map((server) => server.stop(AbortSignal.timeout(0))))
})

describe('an HTTP server', () => {
  it('leaves answers alone that a handler wrote to the socket, even where its code was loaded after another server started', async () => {
    const logged = vi.spyOn(console, 'error').mockReturnValue()
    await start(healthRoutes({}))
    const { RESPONSE_ALREADY_SENT } = await import('./http-server.ts')
    const app = new Hono<{ Bindings: HttpBindings }>().get('/', async (c) => {
      c.env.outgoing.writeHead(200, { 'content-type': 'text/plain' })
      c.env.outgoing.end('written by hand')
      return RESPONSE_ALREADY_SENT
    })
    const response = await fetch(await start(app))
    expect(await response.text()).toBe('written by hand')
    expect(logged).not.toHaveBeenCalled()
  })

  it('gives its port back when it stops', async () => {
    const first = await startHttpServer(healthRoutes({}), LISTEN)
    await first.stop(AbortSignal.timeout(0))
    const second = await startHttpServer(healthRoutes({}), { ...LISTEN, port: first.port })
    servers.push(second)
    expect(second.port).toBe(first.port)
  })
})
