import { BusError, connectBus } from '@gptget/bus'
import { startHttpServer } from '@gptget/runtime'
import { Hono } from 'hono'
import { createHash } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { acceptBody, DIRECT_PATH, receiveBody } from '../src/index.ts'
import type { HttpEnv } from '../src/index.ts'
import { counted } from './counted.ts'

/** Serves `counted`: in this process, or as a thread, which like another process does not share its memory. */
export const serveCounted = async (natsUrl: string): Promise<{ stop(): Promise<void> }> => {
  const bus = await connectBus({ url: natsUrl, name: 'test', onError: () => {} })
  let postedCount = 0
  const api = new Hono<HttpEnv>()
  api.post(DIRECT_PATH, (c) => {
    postedCount += 1
    return acceptBody(c)
  })
  const server = await startHttpServer(api, { host: '127.0.0.1', port: 0 })
  bus.serveStream(counted, async (stream) => {
    const { mode, mayBeDirect = false } = stream.head
    postedCount = 0
    // Nobody listens on port 9.
    const url = mode === 'unreachable' ? 'http://127.0.0.1:9' : server.url
    const hash = createHash('sha256')
    let byteLength = 0
    for await (const piece of receiveBody(stream as never, mayBeDirect ? url : null)) {
      hash.update(piece)
      byteLength += piece.byteLength
      if (mode === 'refuse') throw new BusError('teapot', 'no more of that')
      if (mode === 'vanish') process.exit()
    }
    stream.end({ byteLength, sha256: hash.digest('hex'), postedCount })
  })
  await bus.flush()
  return {
    stop: async () => {
      await bus.close({ cut: AbortSignal.timeout(200) })
      await server.stop(AbortSignal.abort())
    },
  }
}

if (parentPort !== null && typeof workerData?.natsUrl === 'string') {
  await serveCounted(workerData.natsUrl)
  parentPort.postMessage('ready')
}
