import { createServer, type AddressInfo, type Server } from 'node:net'

/** Listens on 127.0.0.1 or another local address. Returns the port. */
export const listen = (server: Server, port: number, host = '127.0.0.1'): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })

/** Finds a free port of 127.0.0.1, which refuses connections. */
export const findClosedPort = async (): Promise<number> => {
  const server = createServer()
  const port = await listen(server, 0)
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return port
}
