import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** Asks a desktop's agent to end every program, and waits a moment. A desktop that does not respond is no failure. */
export const shutDownPrograms = async (
  socketPath: string,
  ended: Promise<unknown>,
  patienceMs: number,
): Promise<void> => {
  const asked = new Promise<boolean>((resolve) => {
    const outgoing = request({ socketPath, path: '/shutdown', method: 'POST', timeout: patienceMs })
    outgoing.once('response', (response) => {
      response.resume()
      resolve(true)
    })
    outgoing.once('timeout', () => outgoing.destroy())
    outgoing.once('error', () => resolve(false))
    outgoing.end()
  })
  if (await asked) await Promise.race([ended, sleep(patienceMs, undefined, { ref: false })])
}
