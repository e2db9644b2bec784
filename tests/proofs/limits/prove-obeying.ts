import { setTimeout as sleep } from 'node:timers/promises'
import type { Account } from '../../platform/admin.ts'
import type { Platform } from '../../platform/start-platform.ts'
import type { Check } from '../table.ts'
import { ask, keyWith } from './ask.ts'

const OBEYING = 12

/** Callers who retry exactly when a refusal says. Each is admitted then. */
export const proveObeying = async (platform: Platform, account: Account): Promise<Check> => {
  const breaches: string[] = []
  const obey = async (index: number): Promise<void> => {
    const apiKey = await keyWith(platform, account, { requestsPerMinute: 1 })
    const first = await ask(platform, apiKey, index)
    const refused = await ask(platform, apiKey, index + 1)
    const retryAfterMs = Number(refused.headers['retry-after-ms'])
    await sleep(retryAfterMs)
    const third = await ask(platform, apiKey, index + 2)
    const seen = [first.status, refused.status, third.status].join(', ')
    if (seen !== '200, 429, 200')
      breaches.push(`caller ${index} saw ${seen} after waiting ${retryAfterMs} ms`)
  }
  await Promise.all(Array.from({ length: OBEYING }, (_, index) => obey(index)))
  return { name: 'a caller who retries exactly when told is admitted', checkedCount: OBEYING, breaches }
}

/** Answers of one, three and six seconds: shorter, as long, and longer than first estimated. */
export const RUNNING = { 1: 'text-20+trickle-50', 3: 'text-60+trickle-50', 6: 'text-120+trickle-50' } as const

/** A limit that two such requests at once exceed. */
const RESERVED = { tokensPerMinute: 50_000, maxTokens: 32_000 }
/** The time that a busy machine may add to the answer. */
const LATE_MS = 4_000

/**
 * Callers who are refused while another of their answers is still running. They are told when its reservation will be
 * released, not when the minute is over, and are admitted if they retry exactly then.
 */
export const proveReturning = async (platform: Platform, account: Account, count: number): Promise<Check> => {
  const breaches: string[] = []
  const { tokensPerMinute, maxTokens } = RESERVED
  const obey = async (index: number): Promise<void> => {
    const [seconds, script] = Object.entries(RUNNING)[index % 3]!
    const apiKey = await keyWith(platform, account, { tokensPerMinute })
    for (let turn = 0; turn < 2; turn++) {
      const running = ask(platform, apiKey, index, { script, maxTokens, isStream: true })
      await sleep(500)
      const refused = await ask(platform, apiKey, index + 1, { maxTokens })
      const retryAfterMs = Number(refused.headers['retry-after-ms'])
      await sleep(retryAfterMs)
      const again = await ask(platform, apiKey, index + 2, { maxTokens })
      const seen = [(await running).status, refused.status, again.status].join(', ')
      if (seen !== '200, 429, 200' || retryAfterMs > Number(seconds) * 1_000 + LATE_MS)
        breaches.push(`caller ${index} saw ${seen} beside ${seconds} s, told to wait ${retryAfterMs} ms`)
    }
  }
  await Promise.all(Array.from({ length: count }, (_, index) => obey(index)))
  const name = 'who comes back when a running answer’s reservation is said to be back is let through'
  return { name, checkedCount: 2 * count, breaches }
}
