import type { EmbeddedServer } from '../embedded-server.ts'
import { launchUntilReady } from '../launch-until-ready.ts'
import { spawnBound } from '../spawn-bound.ts'

const STOP_TIMEOUT_MS = 5_000

type GoProgram = {
  name: string
  dataDir: string
  /** From `findGoProgram`. */
  serverPath: string
  argumentsOf: (address: string) => string[]
  /** What it writes once it listens. */
  readyText: string
}

/** Starts a server that is a Go program, on a free port of loopback. */
export const startGoProgram = (program: GoProgram): Promise<EmbeddedServer> =>
  launchUntilReady({
    name: program.name,
    spawn: (port, onLine) =>
      spawnBound(program.serverPath, program.argumentsOf(`127.0.0.1:${port}`), {
        stopSignal: 'TERM',
        runAs: {},
        env: { PATH: process.env.PATH, HOME: program.dataDir },
        cwd: program.dataDir,
        onLine,
      }),
    urlOf: (port) => `http://127.0.0.1:${port}`,
    readyText: program.readyText,
    passing: /address already in use/,
    port: undefined,
    log: undefined,
    stopTimeoutMs: STOP_TIMEOUT_MS,
  })
