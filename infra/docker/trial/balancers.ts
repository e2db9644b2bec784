import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { REPOSITORY } from '../read-compose.ts'
import type { Subcommand } from './subcommand.ts'

export const balancers: Subcommand = {
  help: `[--silence SECONDS]
Runs nginx, HAProxy, Caddy and Envoy as infra/balancers configures them, in front of three edges: streams, silence,
WebSockets, large bodies, an edge that stops and one that dies. Takes about three minutes.`,
  run: async ({ args }) => {
    const program = path.join(REPOSITORY, 'tests/proofs/balancers/main.ts')
    const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit' })
    const [code] = (await once(child, 'exit')) as [number | null]
    return code === 0
  },
}
