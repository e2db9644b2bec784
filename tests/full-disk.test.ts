import { startScriptedUpstream, type ScriptedUpstream } from '@gptget/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Account } from './platform/admin.ts'
import { postChat, USER_TURN } from './platform/ask.ts'
import { nano } from './platform/receipts.ts'
import { modelOf, PRICE, scriptedConfig } from './platform/scripted-config.ts'
import { mountSmallDisk, type SmallDisk } from './platform/small-disk.ts'
import { startPlatform, type Platform } from './platform/start-platform.ts'

/** 11 tokens in and 5 out. */
const COST_NANO_USD = BigInt(nano((11 * PRICE.input + 5 * PRICE.output) / 1e6))

const disks = { postgres: await mountSmallDisk(160), nats: await mountSmallDisk(48) }

describe.skipIf(disks.postgres === null || disks.nats === null)('a full disk', () => {
  const postgresDisk = disks.postgres as SmallDisk
  const natsDisk = disks.nats as SmallDisk
  let upstream: ScriptedUpstream
  let platform: Platform
  let account: Account
  /** The costs reported to callers, in nano-USD. */
  let paid = 0n

  beforeAll(async () => {
    upstream = await startScriptedUpstream()
    platform = await startPlatform({
      config: scriptedConfig(upstream, ['text-5']),
      mode: 'processes',
      hasOwnPostgres: true,
      dataDirs: { postgres: postgresDisk.directory, nats: natsDisk.directory },
      onBusError: () => {},
    })
    account = await platform.admin.createAccount({ creditsUsd: '100.00' })
  }, 120_000)
  afterAll(async () => {
    await platform?.stop()
    await upstream?.stop()
    await Promise.all([postgresDisk.remove(), natsDisk.remove()])
  }, 120_000)

  /** Sends one request and adds its cost. */
  const ask = async (): Promise<number> => {
    const response = await postChat(platform.baseUrl, account.apiKey, {
      model: modelOf('text-5'),
      messages: USER_TURN,
      max_tokens: 5,
    })
    const body = (await response.json()) as { usage?: { cost: number } }
    if (response.status === 200) paid += BigInt(nano(body.usage!.cost))
    return response.status
  }
  const askMany = (count: number): Promise<number[]> => Promise.all(Array.from({ length: count }, ask))

  const areAlive = (): boolean => platform.services.every(({ pid }) => process.kill(pid!, 0))

  const booked = async (): Promise<bigint> => {
    try {
      return (await platform.admin.credits(account.accountId)).totalUsageNanoUsd
    } catch {
      return -1n
    }
  }

  it('of Postgres does not stop requests, and all usage is booked when there is space again', async () => {
    expect(new Set(await askMany(10))).toEqual(new Set([200]))
    await postgresDisk.fill()
    expect(new Set(await askMany(40))).toEqual(new Set([200]))
    expect(areAlive()).toBe(true)
    await postgresDisk.free()
    // Like a supervisor, restarts a Postgres that ended because of the full disk.
    if ((await booked()) === -1n) await platform.postgres!.restart()
    await expect.poll(booked, { timeout: 60_000, interval: 250 }).toBe(paid)
    expect(new Set(await askMany(5))).toEqual(new Set([200]))
    await expect.poll(booked, { timeout: 30_000, interval: 250 }).toBe(paid)
    expect(await platform.admin.findBreaches()).toEqual([])
  }, 180_000)

  it('of NATS refuses requests with 503 that cannot be recorded, and serves again when there is space', async () => {
    await natsDisk.fill()
    const statuses = await askMany(20)
    expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([])
    expect(areAlive()).toBe(true)
    await natsDisk.free()
    // NATS disables its streams when their disk is full, and has to be restarted when there is space.
    expect(await platform.nats.crashed).toMatch(/NATS ended by itself/)
    await platform.nats.restart()
    await expect.poll(ask, { timeout: 30_000, interval: 250 }).toBe(200)
    // Answers with 503 were made by a provider too, and are booked once.
    const made = BigInt(upstream.requests().length) * COST_NANO_USD
    await expect.poll(booked, { timeout: 60_000, interval: 250 }).toBe(made)
    expect(await platform.admin.findBreaches()).toEqual([])
  }, 180_000)
})
