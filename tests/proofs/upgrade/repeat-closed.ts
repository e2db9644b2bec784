import { setTimeout as sleep } from 'node:timers/promises'

const REPEATS = 2

/**
 * Asks again where an idle connection was closed just as it was used: HTTP has no way around that, so every SDK does
 * the same, as often. @throws what the last one failed with
 */
export const repeatClosed = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
  for (let repeat = 0; ; repeat += 1) {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof TypeError) || repeat === REPEATS) throw error
      await sleep(100)
    }
  }
}
