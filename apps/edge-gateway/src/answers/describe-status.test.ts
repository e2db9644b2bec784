import type { RouteState } from '@gptget/contracts'
import { describe, expect, it } from 'vitest'
import { describeStatus } from './describe-status.ts'

const route = (provider: string, fields: Partial<RouteState> = {}): RouteState => ({
  provider,
  upstreamModel: 'secret-deployment',
  models: ['a/b'],
  circuit: 'closed',
  attempts: 100,
  errors: 0,
  ttftP50Ms: 310,
  tokensPerSecond: 80,
  openForMs: 0,
  reason: null,
  credentialCount: 1,
  coolingCredentials: [],
  ...fields,
})

const found = (routes: RouteState[] | null, isThere = true) =>
  describeStatus({
    checkedAt: new Date('2026-01-01T00:00:00Z'),
    routes,
    hasAccounts: true,
    services: [{ service: 'realtime', isThere }],
  })

const stateOf = (...routes: RouteState[]) => found(routes).providers[0]!.status

describe('the public status', () => {
  it('tells a healthy provider from one that fails often and one that is not used', () => {
    expect(stateOf(route('a'))).toBe('operational')
    expect(stateOf(route('a', { errors: 30 }))).toBe('degraded')
    expect(stateOf(route('a', { attempts: 5, errors: 5 }))).toBe('operational')
    expect(stateOf(route('a'), route('a', { circuit: 'open' }))).toBe('degraded')
    expect(stateOf(route('a', { circuit: 'open' }))).toBe('down')
    const resting = [{ position: 0, forMs: 1_000, reason: 'refused' }]
    expect(stateOf(route('a', { coolingCredentials: resting }))).toBe('down')
    expect(stateOf(route('a', { coolingCredentials: resting, credentialCount: 2 }))).toBe('operational')
  })

  it('is degraded while a part is down, and down while no model can be called', () => {
    expect(found([route('a')]).status).toBe('operational')
    expect(found([route('a')], false).status).toBe('degraded')
    expect(found([route('a'), route('b', { circuit: 'open' })]).status).toBe('degraded')
    expect(found([route('a', { circuit: 'open' })]).status).toBe('down')
    expect(found(null).status).toBe('down')
    expect(found([]).status).toBe('operational')
  })

  it('contains nothing that is for the operator only', () => {
    const text = JSON.stringify(
      found([route('a', { circuit: 'open', reason: 'key sk-123 was refused', openForMs: 5_000 })]),
    )
    for (const secret of ['secret-deployment', 'sk-123', '310', 'reason', 'attempts', 'credential'])
      expect(text).not.toContain(secret)
  })
})
