import { setTimeout as sleep } from 'node:timers/promises'
import type { Account } from '../../platform/admin.ts'
import type { Platform } from '../../platform/start-platform.ts'
import type { Check } from '../table.ts'
import { ask, keyWith } from './ask.ts'

const OBEYING = 12

/** Callers who come back exactly when a refusal says: each is let through then. */
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
  return { name: 'who comes back exactly when told is let through', checkedCount: OBEYING, breaches }
}

/** Answers of one, three and six seconds: as long as is guessed at first, or shorter, or longer. */
export const RUNNING = { 1: 'text-20+trickle-50', 3: 'text-60+trickle-50', 6: 'text-120+trickle-50' } as const

/** Of a limit that two such requests at once do not fit in. */
const RESERVED = { tokensPerMinute: 50_000, maxTokens: 32_000 }
/** Beside the answer's own length: what a busy machine may add. */
const LATE_MS = 4_000

/**
 * Callers who are refused while another answer of theirs still runs: they are told when what it reserved will be back,
 * not when the minute is over, and each is let through when it comes back exactly then.
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
