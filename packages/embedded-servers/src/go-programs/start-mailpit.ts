import type { EmbeddedServer } from '../embedded-server.ts'
import { findFreePort } from '../find-free-port.ts'
import { startGoProgram } from './start-go-program.ts'

/**
 * Starts a server that accepts any mail and keeps it in memory. `url` is that of its API; `serverPath` is from
 * `findGoProgram`.
 */
export const startMailpit = async (options: {
  dataDir: string
  serverPath: string
}): Promise<EmbeddedServer & { smtpUrl: string }> => {
  const smtpPort = await findFreePort()
  const server = await startGoProgram({
    ...options,
    name: 'mailpit',
    argumentsOf: (address) => [
      '--listen',
      address,
      '--smtp',
      `127.0.0.1:${smtpPort}`,
      '--disable-version-check',
    ],
    readyText: 'accessible via',
  })
  return { ...server, smtpUrl: `smtp://127.0.0.1:${smtpPort}` }
}
