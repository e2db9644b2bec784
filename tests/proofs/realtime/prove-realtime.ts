import { setTimeout as sleep } from 'node:timers/promises'
import { readCredits } from '@gptget/contracts'
import { startRealtimeUpstream, type RealtimeUpstream } from '@gptget/testkit'
import { Client } from 'pg'
import { startPlatform, type Platform } from '../../platform/start-platform.ts'
import { connect, type RealtimeClient } from '../../realtime/client.ts'
import { chanceOf, type Chance } from '../chance.ts'
import { killAtRandom, victimsOf } from '../kill-at-random.ts'
import type { Check } from '../table.ts'
import { eventsOf } from './fuzz.ts'

export type RealtimeOptions = {
  sessions: number
  seconds: number
  /** The number of random events for each fuzzed session. */
  fuzz: number
  seed: number
  /** Kill everything, or only the voice service. */
  killsAll: boolean
  report: (line: string) => void
}

/** Nano-USD per token of each class, by the price below. */
const PRICE = { input: 4, output: 16, cache_read: 0.4, audio_input: 32, audio_output: 64 }
const COUNTED_NANO_USD = 10 * 4_000 + 70 * 32_000 + 40 * 400 + 10 * 16_000 + 50 * 64_000
const BYTES_PER_TOKEN = 2_400
const SETTLE_MS = 60_000

const FATES = ['whole', 'whole', 'cancel', 'vanish', 'cut'] as const

/** One response as its client saw it. */
type Seen = { id: string; isDone: boolean }

/** Sessions whose clients, provider and processes fail at random. Checks their charges and reservations. */
export const proveRealtime = async (options: RealtimeOptions): Promise<Check[]> => {
  const upstream = await startRealtimeUpstream({ pieces: 12, pieceIntervalMs: 60 })
  const cutting = await startRealtimeUpstream({ pieces: 12, pieceIntervalMs: 60, cutAfter: 6 })
  const platform = await start(upstream, cutting)
  try {
    const chance = chanceOf(options.seed)
    const { accountId, apiKey } = await platform.admin.createAccount({ creditsUsd: '1000.00' })
    const untilMs = performance.now() + options.seconds * 1_000
    const killing = killInPhases(platform, options, { chance: chance.fork(), untilMs })
    const talking = Array.from({ length: options.sessions }, () =>
      talk(platform, apiKey, chance.fork(), untilMs),
    )
    const seen = (await Promise.all(talking)).flat()
    await killing
    options.report(
      `${seen.length} responses were seen, ${seen.filter(({ isDone }) => isDone).length} to their end`,
    )
    const unsettled = await settle(platform, accountId)
    return [
      ...(await judge(platform, [upstream, cutting], seen)),
      { name: 'no credit stays reserved', checkedCount: options.sessions, breaches: unsettled },
      { name: 'the ledger is consistent', checkedCount: 1, breaches: await platform.admin.findBreaches() },
      await proveFuzz(platform, apiKey, chance.fork(), options),
    ]
  } finally {
    await platform.stop()
    await Promise.all([upstream.stop(), cutting.stop()])
  }
}

const provider = ({ baseUrl }: RealtimeUpstream) => ({
  dialect: 'openai',
  base_url: baseUrl,
  api_key: 'key',
})

const model = (name: string) => ({
  routes: [{ provider: name, model: 'voice' }],
  price: PRICE,
  input_modalities: ['text', 'audio'],
  output_modalities: ['text', 'audio'],
})

const start = (upstream: RealtimeUpstream, cutting: RealtimeUpstream): Promise<Platform> => {
  const text = { ...model('steady'), output_modalities: ['text'], input_modalities: ['text'] }
  return startPlatform({
    mode: 'processes',
    hasOwnPostgres: true,
    realtimes: 2,
    env: { REALTIME_SILENCE_MS: '3000', REALTIME_RECONCILE_MS: '1000', REALTIME_VAD: 'energy' },
    onBusError: () => {},
    config: {
      providers: { steady: provider(upstream), cutting: provider(cutting) },
      models: { 'test/steady': model('steady'), 'test/cutting': model('cutting'), 'test/text': text },
    },
  })
}

/** A third without kills, a third with kills of the voice service, and a third with kills of everything. */
const killInPhases = async (
  platform: Platform,
  { seconds, killsAll, report }: RealtimeOptions,
  { chance, untilMs }: { chance: Chance; untilMs: number },
): Promise<void> => {
  const phaseMs = (seconds * 1_000) / 3
  const all = victimsOf(platform)
  const own = all.filter(({ name }) => name.startsWith('realtime'))
  await sleep(phaseMs)
  for (const [left, victims] of [[1, own] as const, [0, killsAll ? all : own] as const])
    await killAtRandom({
      chance: chance.fork(),
      victims,
      untilMs: untilMs - left * phaseMs,
      pauseMs: [1_000, 4_000],
      awayMs: [200, 1_500],
      report,
    })
}

/** One client after another, until the time is up. Each speaks and then suffers its fault. */
const talk = async (platform: Platform, apiKey: string, chance: Chance, untilMs: number): Promise<Seen[]> => {
  const seen: Seen[] = []
  while (performance.now() < untilMs) {
    const fate = chance.pick(FATES)
    const model = fate === 'cut' ? 'test/cutting' : 'test/steady'
    // A service is down and refuses it. The next one may succeed.
    const client = await connect(platform.baseUrl, apiKey, model).catch(() => null)
    if (client === null) await sleep(200)
    else seen.push(...(await live(client, fate, chance)))
  }
  return seen
}

const ANSWER_MS = 8_000

const live = async (
  client: RealtimeClient,
  fate: (typeof FATES)[number],
  chance: Chance,
): Promise<Seen[]> => {
  for (let turn = chance.between(1, 2); turn > 0; turn--) {
    const from = client.events.length
    client.send({ type: 'response.create' })
    const delta = await within(client.next('response.output_audio.delta', from))
    if (delta === null) break
    await sleep(chance.between(0, 300))
    if (fate === 'vanish') client.socket.terminate()
    if (fate === 'cancel') client.send({ type: 'response.cancel' })
    if ((await within(client.next('response.done', from))) === null) break
  }
  client.close()
  const begun = new Set(client.events.flatMap(({ response_id: id }) => (typeof id === 'string' ? [id] : [])))
  const done = new Set(
    client.events.flatMap(({ type, response }) =>
      type === 'response.done' ? [(response as { id: string }).id] : [],
    ),
  )
  return [...begun].map((id) => ({ id, isDone: done.has(id) }))
}

const within = <Result>(promise: Promise<Result>): Promise<Result | null> =>
  Promise.race([promise.catch(() => null), sleep(ANSWER_MS).then(() => null)])

/** Waits until no credit is reserved for sessions. @returns what is still reserved */
const settle = async ({ bus }: Platform, accountId: string): Promise<string[]> => {
  const deadlineMs = performance.now() + SETTLE_MS
  for (;;) {
    const held = await bus.call(readCredits, { accountId }, { attempts: 5 }).then(
      ({ heldNanoUsd }) => heldNanoUsd,
      () => -1n,
    )
    if (held === 0n) return []
    if (performance.now() > deadlineMs) return [`${held} nano-USD are still set aside`]
    await sleep(250)
  }
}

type Charge = { step: string; cost: string; upstream_id: string | null; is_estimated: boolean | null }

const readCharges = async ({ databaseUrl }: Platform): Promise<Charge[]> => {
  const database = new Client(databaseUrl)
  await database.connect()
  try {
    const { rows } = await database.query<Charge>(`
      select s.step, c.cost::text as cost, c.document->'details'->>'upstreamId' as upstream_id,
        (c.document->'details'->>'isEstimated')::boolean as is_estimated
      from billing.hold_steps s join billing.charges c on c.charge_id = s.subject || '/' || s.step
      where s.kind = 'capture'`)
    return rows
  } finally {
    await database.end()
  }
}

/** Compares the charges with what the provider sent and what the clients saw. */
const judge = async (platform: Platform, upstreams: RealtimeUpstream[], seen: Seen[]): Promise<Check[]> => {
  const charges = await readCharges(platform)
  const bySteps = Map.groupBy(charges, ({ step }) => step)
  const sent = new Map(upstreams.flatMap(({ responses }) => [...responses]))
  const ended = seen.filter(({ isDone }) => isDone)
  const unpaid = ended.filter(({ id }) => Number(bySteps.get(id)?.[0]?.cost) !== COUNTED_NANO_USD)
  const most = ({ upstream_id: id }: Charge): number => {
    const tokens = Math.ceil((sent.get(id ?? '')?.soundBytes ?? 0) / BYTES_PER_TOKEN)
    // The text with the audio, and the input before it.
    return Math.max(COUNTED_NANO_USD, tokens * 64_000 + 60 * 16_000 + COUNTED_NANO_USD)
  }
  const twice = [...Map.groupBy(charges, ({ upstream_id: id }) => id)].filter(
    ([id, all]) => id !== null && all.length > 1,
  )
  return [
    {
      name: 'answers complete between the faults',
      checkedCount: ended.length,
      breaches: ended.length === 0 ? ['none did'] : [],
    },
    {
      name: 'complete answers are charged as the provider counted them',
      checkedCount: ended.length,
      breaches: unpaid.map(({ id }) => `${id}: ${JSON.stringify(bySteps.get(id))}`),
    },
    {
      name: 'nothing is charged twice',
      checkedCount: charges.length,
      breaches: twice.map(([id]) => String(id)),
    },
    {
      name: 'only what the provider sent is charged',
      checkedCount: charges.length,
      breaches: charges
        .filter((charge) => Number(charge.cost) > most(charge))
        .map(({ step, cost }) => `${step}: ${cost}`),
    },
  ]
}

const isHere = ({ type, session }: { type: string; session?: unknown }): boolean =>
  type === 'session.updated' && (session as { instructions?: string }).instructions === 'still here'

/** A client that sends any events in any order gets answers, and its session stays open. */
const proveFuzz = async (
  platform: Platform,
  apiKey: string,
  chance: Chance,
  { fuzz, report }: RealtimeOptions,
): Promise<Check> => {
  const breaches: string[] = []
  let checkedCount = 0
  for (const model of ['test/text', 'test/steady']) {
    const client = await connect(platform.baseUrl, apiKey, model)
    for (const event of eventsOf(chance, fuzz)) {
      if (client.socket.readyState !== client.socket.OPEN) break
      client.send(event)
      checkedCount += 1
    }
    const from = client.events.length
    client.send({ type: 'session.update', session: { type: 'realtime', instructions: 'still here' } })
    if ((await within(client.nextWhere(isHere as never, from, 'the last update'))) === null)
      breaches.push(`${model} is dead after: ${client.types().slice(-5).join(' ')}`)
    client.close()
  }
  report(`${checkedCount} made-up events were sent`)
  return { name: 'no event of a client ends its session', checkedCount, breaches }
}
