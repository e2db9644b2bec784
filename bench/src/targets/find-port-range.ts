import { createServer } from 'node:net'

/** Below the usual range of ephemeral ports, of which a bench uses many. */
const LOWEST = 20_000
const HIGHEST = 32_000
const ATTEMPTS = 50

/** Finds `count` consecutive free ports and returns the first. @throws Error if there are none */
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
