import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** One address in front of several edges. */
export type Doorway = {
  url: string
  /** Distributes new connections to these edges from now on. Open connections stay where they are. */
  lead(urls: readonly string[]): void
  close(): void
}

/** A TCP load balancer like a Kubernetes service: it knows which edges are ready, and nothing about HTTP. */
export const openDoorway = async (urls: readonly string[]): Promise<Doorway> => {
  let targets = urls
  let turn = 0
  const sockets = new Set<Socket>()
  const server = createServer((caller) => {
    const { hostname, port } = new URL(targets[(turn += 1) % targets.length]!)
    const edge = connect({ host: hostname, port: Number(port) })
    for (const [one, other] of [
      [caller, edge],
      [edge, caller],
    ] as const) {
      sockets.add(one)
      one.setNoDelay()
      one.pipe(other)
      one.once('error', () => other.destroy())
      one.once('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lead: (next) => (targets = next),
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
