import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Channel } from '../driver.ts'
import { opened } from '../opened.ts'

/** Where `bridge.py` listens in every desktop's pod. */
export const BRIDGE_PORT = 7_070
const PATIENCE_MS = 5_000
const ACCEPTED = 'ok\n'

/** The address of a pod's desktop, and the secret by which it recognizes its service. */
export type Pod = { ip: string; uid: string }

/** A connection to a socket in a pod. @throws Error if the pod cannot be reached, or does not know us */
export const connectToPod = async ({ ip, uid }: Pod, channel: Channel): Promise<Socket> => {
  const socket = await opened(connect({ host: ip, port: BRIDGE_PORT, noDelay: true, timeout: PATIENCE_MS }))
  try {
    socket.write(`${channel} ${uid}\n`)
    // With `read`, which leaves the stream unchanged for its next reader: neither flowing nor paused.
    const signal = AbortSignal.timeout(PATIENCE_MS)
    let answer: Buffer | null = null
    while ((answer = socket.read(ACCEPTED.length) as Buffer | null) === null)
      await once(socket, 'readable', { signal })
    if (answer.toString() !== ACCEPTED) throw new Error('not a bridge of ours')
    socket.setTimeout(0)
    return socket
  } catch (error) {
    socket.destroy()
    throw new Error(`The pod at ${ip} refuses the connection.`, { cause: error })
  }
}
