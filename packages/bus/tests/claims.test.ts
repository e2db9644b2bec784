import { startTestNats } from '@gptget/testkit'
import type { TestServer } from '@gptget/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bus } from '../src/index.ts'
import type { Claim } from '@gptget/contracts'
import { connectPair } from './connect-pair.ts'

let nats: TestServer
let buses: Bus[]
let closeBoth: () => Promise<void>

beforeAll(async () => {
  nats = await startTestNats()
  const pair = await connectPair(nats.url)
  buses = pair.buses
  closeBoth = pair.closeBoth
})
afterAll(async () => {
  await closeBoth()
  await nats.stop()
})

const MIB = 1024 * 1024
const claimsOf = (index: number, maxBytes = 4 * MIB) => buses[index % 2]!.openClaims(maxBytes)
const claimBy = (generationId: string): Claim => ({
  generationId,
  fingerprint: 'f',
  holder: 'edge',
  state: 'running',
  head: null,
})
const HEAD = { status: 200, headers: { 'content-type': 'text/plain' } }

describe('a claim', () => {
  it('is given to one of many simultaneous callers', async () => {
    const taken = await Promise.all(
      Array.from({ length: 20 }, (_, index) => claimsOf(index).take('race', claimBy(`g${index}`))),
    )
    expect(taken.filter(Boolean)).toHaveLength(1)
    expect(await claimsOf(0).read('race')).toEqual(claimBy(`g${taken.indexOf(true)}`))
  })

  it('is visible to all with its answer, once that is stored', async () => {
    const answer = Buffer.alloc(MIB, 'answer')
    await claimsOf(0).take('kept', claimBy('g1'))
    await claimsOf(0).keep('kept', 'g1', HEAD, answer)
    expect(await claimsOf(1).read('kept')).toEqual({ ...claimBy('g1'), state: 'kept', head: HEAD })
    expect(Buffer.from((await claimsOf(1).readAnswer('kept'))!).equals(answer)).toBe(true)
    expect(await claimsOf(1).take('kept', claimBy('g2'))).toBe(false)
  })

  it('can be taken again once it is free, and not before', async () => {
    expect(await claimsOf(0).take('free', claimBy('g1'))).toBe(true)
    expect(await claimsOf(1).take('free', claimBy('g2'))).toBe(false)
    await claimsOf(0).free('free', 'g1')
    expect(await claimsOf(1).read('free')).toBeNull()
    expect(await claimsOf(1).take('free', claimBy('g2'))).toBe(true)
  })

  it('is changed only for its own generation', async () => {
    await claimsOf(0).take('other', claimBy('g2'))
    await claimsOf(0).free('other', 'g1')
    await claimsOf(0).lose('other', 'g1')
    expect(await claimsOf(0).read('other')).toEqual(claimBy('g2'))
  })

  it('stores no answer without space, and says so', async () => {
    await claimsOf(0).take('large', claimBy('g1'))
    await expect(claimsOf(0).keep('large', 'g1', HEAD, Buffer.alloc(5 * MIB))).rejects.toThrow(/bytes/)
    expect(await claimsOf(0).read('large')).toMatchObject({ state: 'running' })
  })
})
