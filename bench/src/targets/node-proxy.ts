import { fileURLToPath } from 'node:url'
import { findFreePort } from '@gptget/embedded-servers'
import { answers, startProgram } from '../processes/start-program.ts'
import { CHAT_PATH, type Target } from './target.ts'

const PROGRAM = fileURLToPath(new URL('../peers/node-proxy.ts', import.meta.url))

export const nodeProxy: Target = {
  id: 'node-proxy',
  title: 'plain Node proxy',
  does: 'bytes through; one process',
  prepare: async () => `Node ${process.versions.node}`,
  start: async ({ upstreamUrl }) => {
    const port = await findFreePort()
    const origin = `http://127.0.0.1:${port}`
    const program = await startProgram(process.execPath, [PROGRAM, upstreamUrl, String(port)], {
      isReady: () => answers(origin),
    })
    return {
      endpoint: { origins: [origin], path: CHAT_PATH, headers: {}, modelPrefix: '' },
      pids: [program.pid],
      stop: program.stop,
    }
  },
}
