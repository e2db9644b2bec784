import { fileURLToPath } from 'node:url'
import { findFreePort } from '@gptget/embedded-servers'
import { answers, startProgram } from '../processes/start-program.ts'
import { CHAT_PATH, type Target } from './target.ts'

/** A program of `src/peers` that passes bytes through: what its stack costs before anything is done with them. */
const nodePeer = (id: string, title: string): Target => ({
  id,
  title,
  does: 'bytes through; one process',
  prepare: async () => `Node ${process.versions.node}`,
  start: async ({ upstreamUrl }) => {
    const port = await findFreePort()
    const origin = `http://127.0.0.1:${port}`
    const program = fileURLToPath(new URL(`../peers/${id}.ts`, import.meta.url))
    const { pid, stop } = await startProgram(process.execPath, [program, upstreamUrl, String(port)], {
      isReady: () => answers(origin),
    })
    return {
      endpoint: { origins: [origin], path: CHAT_PATH, headers: {}, modelPrefix: '' },
      pids: [pid],
      stop,
    }
  },
})

export const nodeProxy = nodePeer('node-proxy', 'plain Node proxy')
export const honoProxy = nodePeer('hono-proxy', 'plain Hono proxy')
