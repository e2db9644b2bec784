import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import type { HttpBindings } from '@hono/node-server'
import type { Hono } from 'hono'

export type HttpServer = {
  /** Where it listens: `http://127.0.0.1:1234`. */
  url: string
  port: number
  /** Takes no new connection, lets answers under way finish for `timeoutMs`, then cuts what is left. */
  stop(timeoutMs?: number): Promise<void>
}

/** Serves a Hono app. Port 0 takes a free one. @throws when the address is taken. */
export const startHttpServer = (
  app: Pick<Hono<{ Bindings: HttpBindings }>, 'fetch'>,
  options: { host: string; port: number },
): Promise<HttpServer> =>
  new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: options.host, port: options.port }) as Server
    // A client's idle connection must outlive the load balancer's, else requests race with its close.
    server.keepAliveTimeout = 75_000
    server.requestTimeout = 0
    server.once('error', reject)
    server.once('listening', () => {
      const { port } = server.address() as AddressInfo
      const host = options.host === '0.0.0.0' || options.host === '::' ? '127.0.0.1' : options.host
      resolve({
        url: `http://${host}:${port}`,
        port,
        stop: (timeoutMs = 10_000) => stopServer(server, timeoutMs),
      })
    })
  })

const stopServer = (server: Server, timeoutMs: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const cut = setTimeout(() => server.closeAllConnections(), timeoutMs)
    server.close((error) => {
      clearTimeout(cut)
      if (error) reject(error)
      else resolve()
    })
    server.closeIdleConnections()
  })
