import { createServer } from 'node:net'

/** Below the ports that systems give to outgoing connections, of which a bench opens many. */
const LOWEST = 20_000
const HIGHEST = 32_000
const ATTEMPTS = 50

/** The first of `count` ports in a row that are free now. @throws Error when there are none. */
export const findPortRange = async (count: number): Promise<number> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const first = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST - count))
    const ports = Array.from({ length: count }, (_, index) => first + index)
    const free = await Promise.all(ports.map(isFree))
    if (free.every(Boolean)) return first
  }
  throw new Error(`There are no ${count} free ports in a row between ${LOWEST} and ${HIGHEST}`)
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
