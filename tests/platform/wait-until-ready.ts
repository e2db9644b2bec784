import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Resolves when the service's `/readyz` answers 200. @throws Error after `timeoutMs`, with the failed checks
 */
export const waitUntilReady = async (url: string, timeoutMs = 60_000): Promise<void> => {
  const deadlineMs = performance.now() + timeoutMs
  for (;;) {
    const response = await fetch(`${url}/readyz`)
    const text = await response.text()
    if (response.ok) return
    if (performance.now() > deadlineMs) throw new Error(`${url} is not ready: ${text}`)
    await sleep(25)
  }
}
