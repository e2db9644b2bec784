import { createServer, type AddressInfo, type Server } from 'node:net'

/** Where stand-ins of other servers listen: on loopback, or where the containers of a tested platform reach them. */
export const TEST_HOST = process.env.GPTGET_TEST_HOST ?? '127.0.0.1'

/** Listens on `TEST_HOST` or another local address. Returns the port. */
export const listen = (server: Server, port: number, host = TEST_HOST): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })

/** Finds a free port of `TEST_HOST`, which refuses connections. */
export const findClosedPort = async (): Promise<number> => {
  const server = createServer()
  const port = await listen(server, 0)
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return port
}
