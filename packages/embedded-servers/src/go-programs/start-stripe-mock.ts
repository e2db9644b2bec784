import type { EmbeddedServer } from '../embedded-server.ts'
import { startGoProgram } from './start-go-program.ts'

/**
 * Starts Stripe's own mock of its API: it validates requests and answers with examples. `serverPath` is from
 * `findGoProgram`.
 */
export const startStripeMock = (options: { dataDir: string; serverPath: string }): Promise<EmbeddedServer> =>
  startGoProgram({
    ...options,
    name: 'stripe-mock',
    argumentsOf: (address) => ['-http-addr', address],
    readyText: 'Listening for HTTP',
  })
