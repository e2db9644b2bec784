import { DEFAULT_TIMEOUTS } from '@gptget/providers'
import { describe, expect, it } from 'vitest'
import { Credentials } from './credentials.ts'
import type { CooldownUpdate, Use } from './credentials.ts'

const useOf = (credentials: string[], model = 'm'): Use => ({
  key: `p/${model}`,
  provider: {
    id: 'p',
    name: 'P',
    dialect: 'openai-chat',
    baseUrl: 'http://127.0.0.1:1/v1',
    auth: 'bearer',
    credentials,
    headers: {},
    timeouts: DEFAULT_TIMEOUTS,
    quirks: {},
  },
})

const create = () => {
  const clock = { nowMs: 0 }
  const updates: CooldownUpdate[] = []
  const credentials = new Credentials(
    () => clock.nowMs,
    (rest) => updates.push(rest),
  )
  const values = (use: Use, count: number) => Array.from({ length: count }, () => credentials.next(use).value)
  return { clock, updates, credentials, values }
}

describe('the credentials of a provider', () => {
  it('are used in turn', () => {
    const { values } = create()
    expect(values(useOf(['a', 'b', 'c']), 4)).toEqual(['a', 'b', 'c', 'a'])
    expect(values(useOf([]), 1)).toEqual([null])
  })

  it('are paused one by one, each for as long as requested', () => {
    const { credentials, values, clock } = create()
    const use = useOf(['a', 'b', 'c'])
    credentials.coolDown(use, credentials.next(use), 'model', 'rate-limited', 5_000)
    expect(values(use, 4)).toEqual(['b', 'c', 'b', 'c'])
    expect(credentials.cooldownMs(use)).toBe(0)
    clock.nowMs = 5_000
    expect(new Set(values(use, 3))).toEqual(new Set(['a', 'b', 'c']))
  })

  it('are paused for this model only when its limit is reached, and for all when the account is refused', () => {
    const { credentials } = create()
    const [use, other] = [useOf(['a']), useOf(['a'], 'other')]
    credentials.coolDown(use, credentials.next(use), 'model', 'rate-limited', 5_000)
    expect([credentials.cooldownMs(use), credentials.cooldownMs(other)]).toEqual([5_000, 0])
    credentials.coolDown(use, credentials.next(use), 'account', 'refused with 401')
    expect([credentials.cooldownMs(use), credentials.cooldownMs(other)]).toEqual([600_000, 600_000])
    expect(credentials.coolingDown(other)).toEqual([
      { position: 0, forMs: 600_000, reason: 'refused with 401' },
    ])
  })

  it('are paused longer each time if no time is given, until one works', () => {
    const { credentials, clock } = create()
    const use = useOf(['a'])
    const rests: number[] = []
    for (let round = 0; round < 3; round++) {
      credentials.coolDown(use, credentials.next(use), 'model', 'rate-limited')
      rests.push(credentials.cooldownMs(use))
      clock.nowMs += credentials.cooldownMs(use)
    }
    expect(rests).toEqual([1_000, 2_000, 4_000])
    credentials.worked(use, credentials.next(use))
    credentials.coolDown(use, credentials.next(use), 'model', 'rate-limited')
    expect(credentials.cooldownMs(use)).toBe(1_000)
  })

  it('are usable at once when their value is replaced', () => {
    const { credentials } = create()
    credentials.coolDown(useOf(['bad']), { position: 0, value: 'bad' }, 'account', 'refused with 401')
    expect(credentials.cooldownMs(useOf(['good']))).toBe(0)
  })

  it('are reported to other routers by position, never by value', () => {
    const { credentials, updates } = create()
    const use = useOf(['secret-a', 'secret-b'])
    credentials.coolDown(use, { position: 1, value: 'secret-b' }, 'model', 'rate-limited', 5_000)
    expect(JSON.stringify(updates)).not.toContain('secret')
    const { credentials: others, values } = create()
    for (const rest of updates) others.merge(use.provider, rest)
    expect(values(use, 2)).toEqual(['secret-a', 'secret-a'])
    const { credentials: different } = create()
    for (const rest of updates) different.merge(useOf(['x']).provider, rest)
    expect(different.cooldownMs(useOf(['x']))).toBe(0)
    expect(credentials.updates([use])).toEqual(updates)
  })
})
