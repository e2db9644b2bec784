import { setTimeout as sleep } from 'node:timers/promises'

const REPEATS = 2

/**
 * Retries if an idle connection was closed just as it was used. HTTP cannot avoid that, so every SDK retries as often.
 * @throws the error of the last attempt
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
