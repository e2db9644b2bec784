import { setTimeout as sleep } from 'node:timers/promises'
import { BusError, type Bus } from '@gptget/bus'
import { makeSignInLink } from '@gptget/contracts'

/** Services of one process become ready one after the other. */
const PATIENCE_MS = 15_000
const RETRY_MS = 50

/**
 * The address that signs in whoever sees the terminal, once. The token is behind a #: no server and no log sees it.
 * @throws BusError where the console does not answer for that long
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
