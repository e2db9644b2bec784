import type { EmbeddedServer } from '../embedded-server.ts'
import { findFreePort } from '../find-free-port.ts'
import { launchUntilReady } from '../launch-until-ready.ts'
import { spawnBound } from '../spawn-bound.ts'

const STOP_TIMEOUT_MS = 5_000

/**
 * Starts a server that accepts any mail and keeps it in memory. `url` is that of its API; `serverPath` is from
 * `findGoProgram`.
 */
export const startMailpit = async (options: {
  dataDir: string
  serverPath: string
}): Promise<EmbeddedServer & { smtpUrl: string }> => {
  const smtpPort = await findFreePort()
  const server = await launchUntilReady({
    name: 'mailpit',
    spawn: (port, onLine) =>
      spawnBound(
        options.serverPath,
        ['--listen', `127.0.0.1:${port}`, '--smtp', `127.0.0.1:${smtpPort}`, '--disable-version-check'],
        {
          stopSignal: 'TERM',
          runAs: {},
          env: { PATH: process.env.PATH, HOME: options.dataDir },
          cwd: options.dataDir,
          onLine,
        },
      ),
    urlOf: (port) => `http://127.0.0.1:${port}`,
    readyText: 'accessible via',
    passing: /address already in use/,
    port: undefined,
    log: undefined,
    stopTimeoutMs: STOP_TIMEOUT_MS,
  })
  return { ...server, smtpUrl: `smtp://127.0.0.1:${smtpPort}` }
}
