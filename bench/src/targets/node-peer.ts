import { fileURLToPath } from 'node:url'
import { answers, startProgram } from '../processes/start-program.ts'
import { findPortRange } from './find-port-range.ts'
import { CHAT_PATH, type Target } from './target.ts'

type Peer = { file: 'node-proxy' | 'hono-proxy'; title: string; replicas?: number }

/** A program of `src/peers` that passes bytes through, to measure the minimal cost of its stack. */
const nodePeer = ({ file, title, replicas = 1 }: Peer): Target => ({
  id: replicas === 1 ? file : `${file}-x${replicas}`,
  title: replicas === 1 ? title : `${title}, ${replicas} processes`,
  does: replicas === 1 ? 'bytes through; one process' : 'bytes through; nothing shared',
  prepare: async () => `Node ${process.versions.node}`,
  start: async ({ upstreamUrl }) => {
    const firstPort = await findPortRange(replicas)
    const ports = Array.from({ length: replicas }, (_, index) => firstPort + index)
    const program = fileURLToPath(new URL(`../peers/${file}.ts`, import.meta.url))
    const programs = await Promise.all(
      ports.map((port) =>
        startProgram(process.execPath, [program, upstreamUrl, String(port)], {
          isReady: () => answers(originOf(port)),
        }),
      ),
    )
    return {
      endpoint: { origins: ports.map(originOf), path: CHAT_PATH, headers: {}, modelPrefix: '' },
      pids: programs.map(({ pid }) => pid),
      stop: async () => void (await Promise.all(programs.map(({ stop }) => stop()))),
    }
  },
})

const originOf = (port: number): string => `http://127.0.0.1:${port}`

export const nodeProxy = nodePeer({ file: 'node-proxy', title: 'plain Node proxy' })

/** The Hono proxy with a number of processes. */
export const honoProxy = (replicas: number): Target =>
  nodePeer({ file: 'hono-proxy', title: 'plain Hono proxy', replicas })
