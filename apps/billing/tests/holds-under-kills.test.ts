import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectBus, type Bus } from '@gptget/bus'
import {
  captureHold,
  createAccount,
  extendHold,
  openHold,
  readCredits,
  releaseHold,
  returnLease,
  takeLease,
  leasesRecalled,
  verifyLedger,
} from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { createTestDatabase, startTestNats } from '@gptget/testkit'
import { afterEach, describe, expect, it } from 'vitest'

const MAIN = path.resolve(import.meta.dirname, '../src/main.ts')
const running = new Set<ChildProcess>()
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
})

const startBilling = async (env: NodeJS.ProcessEnv): Promise<ChildProcess> => {
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  running.add(child)
  child.once('exit', () => running.delete(child))
  await new Promise<void>((resolve) => {
    child.stdout!.on('data', (chunk) => String(chunk).includes('"started"') && resolve())
  })
  return child
}

/** Repeats it until it succeeds, as a service does without an answer. A refusal by the ledger is an answer. */
const insist = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call()
    } catch (error) {
      if (attempt > 200 || (error instanceof PublicError && error.status < 500)) throw error
      await sleep(50)
    }
  }
}

const COST = 7n
const lines = [{ unit: 'seconds', quantity: 1, rateNanoUsd: COST, costNanoUsd: COST }] as const

/** A task of five steps that extends its hold before each and releases the rest with the last. */
const runTask = async (bus: Bus, accountId: string, keyId: string, subject: string): Promise<bigint> => {
  const ask = { timeoutMs: 700 }
  const { hold, refusal } = await insist(() =>
    bus.call(openHold, { subject, accountId, keyId, owner: 'tasks-worker', amountNanoUsd: 10n }, ask),
  )
  if (hold === null) throw new Error(`refused: ${refusal?.source}`)
  for (let step = 1; step <= 5; step++) {
    await insist(() => bus.call(extendHold, { subject, step: `more-${step}`, amountNanoUsd: 5n }, ask))
    const charge = {
      subject,
      step: `part-${step}`,
      product: 'a/video',
      lines: [...lines],
      costNanoUsd: COST,
      priceVersion: 'v1',
      startedAt: new Date().toISOString(),
      details: {},
      isLast: step === 5,
    }
    await insist(() => bus.call(captureHold, charge, ask))
  }
  await insist(() => bus.call(releaseHold, { subject }, ask))
  return 5n * COST
}

describe('durable holds', () => {
  it(
    'charge every part of every task once while billing processes are killed',
    { timeout: 120_000 },
    async () => {
      const [nats, database] = await Promise.all([startTestNats(), createTestDatabase()])
      const env = { ...process.env, NATS_URL: nats.url, DATABASE_URL: database.url, LOG_LEVEL: 'info' }
      const victims: ChildProcess[] = await Promise.all([startBilling(env), startBilling(env)])
      const bus = await connectBus({ url: nats.url, name: 'test', onError: () => undefined })
      const { accountId, key } = await bus.call(createAccount, { name: 'a', creditsNanoUsd: 1_000_000n })
      const over = new AbortController()
      const work = Promise.all(
        Array.from({ length: 8 }, async (_, worker) => {
          let spent = 0n
          for (let task = 0; task === 0 || !over.signal.aborted; task++)
            spent += await runTask(bus, accountId, key.keyId, `task-${worker}-${task}`)
          return spent
        }),
      )
      for (let kill = 0; kill < 3; kill++) {
        await sleep(300)
        victims.shift()!.kill('SIGKILL')
        victims.push(await startBilling(env))
      }
      over.abort()
      const spent = (await work).reduce((sum, amount) => sum + amount, 0n)
      const credits = await insist(() => bus.call(readCredits, { accountId }))
      expect(credits).toMatchObject({
        totalUsageNanoUsd: spent,
        availableNanoUsd: 1_000_000n - spent,
        leasedNanoUsd: 0n,
        heldNanoUsd: 0n,
      })
      const { checks } = await insist(() => bus.call(verifyLedger, {}))
      expect(checks.filter(({ isPassed }) => !isPassed)).toEqual([])
      await bus.close()
      for (const child of running) child.kill('SIGKILL')
      await Promise.all([nats.stop(), database.drop()])
    },
  )

  it('recall credit that is idle at an edge', { timeout: 60_000 }, async () => {
    const [nats, database] = await Promise.all([startTestNats(), createTestDatabase()])
    const env = { ...process.env, NATS_URL: nats.url, DATABASE_URL: database.url, LOG_LEVEL: 'info' }
    await startBilling(env)
    const bus = await connectBus({ url: nats.url, name: 'test', onError: () => undefined })
    const { accountId, key } = await bus.call(createAccount, { name: 'a', creditsNanoUsd: 1_000n })
    const { lease } = await bus.call(takeLease, { accountId, keyId: null, holder: 'e', wantNanoUsd: 800n })
    bus.on(leasesRecalled, () => {
      const idle = { leaseId: lease!.leaseId, amountNanoUsd: 500n, returnedBeforeNanoUsd: 0n, isFinal: false }
      void bus.call(returnLease, idle)
    })
    await bus.flush()
    const openFor = (subject: string, amountNanoUsd: bigint) =>
      bus.call(openHold, { subject, accountId, keyId: key.keyId, owner: 'computers', amountNanoUsd })
    expect((await openFor('fits', 600n)).hold).toMatchObject({ amountNanoUsd: 600n })
    expect((await openFor('does-not', 600n)).refusal).toMatchObject({ source: 'credits' })
    const more = { subject: 'fits', step: 'more', amountNanoUsd: 100n }
    expect((await bus.call(extendHold, more)).hold).toMatchObject({ amountNanoUsd: 700n })
    await bus.close()
    for (const child of running) child.kill('SIGKILL')
    await Promise.all([nats.stop(), database.drop()])
  })
})
