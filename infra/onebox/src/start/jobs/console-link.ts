import { setTimeout as sleep } from 'node:timers/promises'
import { BusError, type Bus } from '@gptget/bus'
import { makeSignInLink } from '@gptget/contracts'

/** The console may become ready later than other services of the process. */
const PATIENCE_MS = 15_000
const RETRY_MS = 50

/**
 * Returns a URL that signs in once. The token comes after a `#`, so that it reaches no server and no log.
 * @throws BusError if the console does not answer in time
 */
export const makeConsoleLink = async (bus: Bus, accountId: string, url: string): Promise<string> => {
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    try {
      const { token } = await bus.call(makeSignInLink, { accountId })
      return `${url}/welcome#${token}`
    } catch (error) {
      const isEarly = error instanceof BusError && error.code === 'unavailable'
      if (!isEarly || Date.now() > deadline) throw error
      await sleep(RETRY_MS)
    }
  }
}
