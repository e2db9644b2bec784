import type { EmbeddedServer } from '../embedded-server.ts'
import { launchUntilReady } from '../launch-until-ready.ts'
import { spawnBound } from '../spawn-bound.ts'

const STOP_TIMEOUT_MS = 5_000

/**
 * Starts Stripe's own mock of its API: it validates requests and answers with examples. `serverPath` is from
 * `findGoProgram`.
 */
export const startStripeMock = (options: { dataDir: string; serverPath: string }): Promise<EmbeddedServer> =>
  launchUntilReady({
    name: 'stripe-mock',
    spawn: (port, onLine) =>
      spawnBound(options.serverPath, ['-http-addr', `127.0.0.1:${port}`], {
        stopSignal: 'TERM',
        runAs: {},
        env: { PATH: process.env.PATH, HOME: options.dataDir },
        cwd: options.dataDir,
        onLine,
      }),
    urlOf: (port) => `http://127.0.0.1:${port}`,
    readyText: 'Listening for HTTP',
    passing: /address already in use/,
    port: undefined,
    log: undefined,
    stopTimeoutMs: STOP_TIMEOUT_MS,
  })
