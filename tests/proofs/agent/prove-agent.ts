import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startScriptedUpstream, wait, type RecordedRequest, type ScriptedUpstream } from '@gptget/testkit'
import { agentConfig, modelOf } from '../../computers/agents.ts'
import { callerOf, newComputer, type Call, type Computer } from '../../computers/desktops.ts'
import { heldDown, NOTHING_HELD } from '../../computers/held-down.ts'
import { keyEvents, look, shakeHands } from '../../computers/live-view.ts'
import { play, VENDORS, type Deed, type ScriptedTurn } from '../../computers/scripted-model.ts'
import { startPlatform, type Platform } from '../../platform/start-platform.ts'
import type { World } from '../../platform/use-platform.ts'
import { chanceOf, type Chance } from '../chance.ts'
import type { Check } from '../table.ts'
import { faultOf, FATES, SILENT, type Fate } from './fates.ts'

export type AgentProof = {
  seed: number
  runs: number
  desktops: number
  fates?: readonly Fate[]
  report: (line: string) => void
}

const vendor = VENDORS['a function']
const PATIENCE_MS = 90_000

type Proving = {
  platform: Platform
  call: Call
  upstream: ScriptedUpstream
  chance: Chance
  breaches: Breaches
}
type Breaches = Record<'held' | 'unended' | 'receipts', string[]>
type Run = {
  id: string
  status: string
  finish_reason: string | null
  error: string | null
  cost: number
  generations: { generation_id: string; cost: number }[]
}

/**
 * Runs models on desktops while their provider fails, callers cancel and disconnect, people take over, and edges and
 * the service itself are killed. Afterwards no key is held down, each run has an end, and the ledger is exact.
 */
export const proveAgent = async (options: AgentProof): Promise<Check[]> => {
  const directory = await mkdtemp(path.join(tmpdir(), 'gptget-computers-'))
  const upstream = await startScriptedUpstream()
  const platform = await startPlatform({
    config: agentConfig(upstream),
    computers: 1,
    edges: 2,
    mode: 'processes',
    hasOwnPostgres: true,
    env: { COMPUTERS_DIR: directory, COMPUTERS_DRIVER: 'bwrap', COMPUTERS_RECONCILE_MS: '1000' },
    onBusError: () => {},
  })
  try {
    const account = await platform.admin.createAccount({ creditsUsd: '500.00' })
    const call = callerOf({ platform, account } as World, () => account.apiKey)
    const breaches = { held: [], unended: [], receipts: [] }
    return await prove(
      { platform, call, upstream, chance: chanceOf(options.seed), breaches },
      options,
      account.apiKey,
    )
  } finally {
    await platform.stop()
    await upstream.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

const prove = async (proving: Proving, options: AgentProof, apiKey: string): Promise<Check[]> => {
  const { call, platform, breaches } = proving
  const { desktops, runs, report, fates = FATES } = options
  const computers = await Promise.all(Array.from({ length: desktops }, () => newComputer(call)))
  let started = 0
  const counts = new Map<Fate, number>()
  const work = async (computer: Computer): Promise<void> => {
    while (started < runs) {
      const number = (started += 1)
      const fate = fates[(number - 1) % fates.length]!
      counts.set(fate, (counts.get(fate) ?? 0) + 1)
      const reason = await liveThrough(proving, { computer, fate, apiKey, number })
      report(`run ${number}: ${fate} → ${reason}`)
    }
  }
  await Promise.all(computers.map(work))
  report([...counts].map(([fate, count]) => `${fate}: ${count}`).join(', '))
  return [
    { name: 'runs that have an end', checkedCount: runs, breaches: breaches.unended },
    { name: 'desktops on which nothing is held down', checkedCount: runs, breaches: breaches.held },
    { name: 'receipts that say what was charged', checkedCount: runs, breaches: breaches.receipts },
    { name: 'invariants of the ledger', checkedCount: 1, breaches: await platform.admin.findBreaches() },
  ]
}

type Living = { computer: Computer; fate: Fate; apiKey: string; number: number }

/** Plays a run from beginning to end and checks it. @returns why it ended */
const liveThrough = async (proving: Proving, living: Living): Promise<string> => {
  const { computer, fate, number } = living
  const chance = proving.chance.fork()
  await untilRunning(proving, computer.id)
  const model = `${vendor.model}-${number}`
  scriptRun(proving, { fate, chance, number })
  const befalling = befall(proving, living, chance)
  const asked = await ask(proving, living, chance).catch(() => null)
  await befalling
  await untilRunning(proving, computer.id)
  const run = await untilEnded(proving, computer.id, asked)
  if (run === null) return `did not begin (${model})`
  if (fate === 'kill an edge' && run.finish_reason !== 'stop' && run.error?.includes('The service') !== true)
    proving.breaches.unended.push(
      `run ${number} did not survive its edge: ${run.finish_reason}, ${run.error}`,
    )
  if (run.finish_reason === null) proving.breaches.unended.push(`run ${number} (${fate}): ${run.status}`)
  const held = await patiently(() => heldDown(proving.call, computer.id))
  if (held !== NOTHING_HELD) proving.breaches.held.push(`run ${number} (${fate}): ${held}`)
  await checkReceipt(proving, run, number)
  return String(run.finish_reason)
}

/** Presses, types and clicks, leaves a button held down, and ends. */
const turnsOf = (chance: Chance): ScriptedTurn[] => {
  const deed = (): Deed =>
    chance.pick<Deed>([
      { do: 'press' },
      { do: 'type', text: 'Grüße' },
      { do: 'key', key: 'ctrl+shift+a' },
      { do: 'click', x: chance.between(20, 1_200), y: chance.between(20, 600) },
      { do: 'screenshot' },
    ])
  const turns = Array.from({ length: chance.between(2, 5) }, () => ({
    say: 'On.',
    deeds: [deed(), deed(), deed()],
  }))
  return [...turns, { say: 'I press.', deeds: [{ do: 'press' } as const] }, { say: 'Done.' }]
}

const scriptRun = (
  { upstream }: Proving,
  { fate, chance, number }: { fate: Fate; chance: Chance; number: number },
): void => {
  const turns = turnsOf(chance)
  const faultAt = chance.between(0, turns.length - 1)
  const faults = chance.between(1, 3)
  let faultsLeft = fate === 'fault' ? faults : 0
  const isFateful = ['cancel', 'leave', 'kill the service'].includes(fate)
  const mine = (request: RecordedRequest): boolean => JSON.stringify(request.json).includes(`task ${number}.`)
  upstream.script({
    match: { model: vendor.model },
    choose: (request) => {
      // Runs on other desktops use the same model name.
      const others = scripts.get(taskIn(request))
      if (!mine(request) && others !== undefined) return others(request)
      return answer(request)
    },
  })
  const answer = (request: RecordedRequest): { steps: ReturnType<typeof faultOf> } => {
    const at = vendor.turnsIn(request.json as Record<string, unknown>)
    if (at === faultAt && faultsLeft > 0) {
      faultsLeft -= 1
      return { steps: faultOf(chance) }
    }
    // The run waits for its fault here.
    if (isFateful && at === turns.length - 1) return { steps: SILENT }
    // Slow enough for an edge to be killed in the meantime.
    if (fate === 'kill an edge') return { steps: [wait(400), ...play(vendor, turns)(request).steps] }
    return play(vendor, turns)(request)
  }
  scripts.set(`task ${number}.`, answer)
}

const scripts = new Map<string, (request: RecordedRequest) => { steps: ReturnType<typeof faultOf> }>()
const taskIn = (request: RecordedRequest): string =>
  /task \d+\./.exec(JSON.stringify(request.json))?.[0] ?? ''

/** Streams the run at the first edge, until it ends or its fault ends the stream. @returns the run's id */
const ask = async (
  { platform, chance: _all }: Proving,
  living: Living,
  chance: Chance,
): Promise<string | null> => {
  const { computer, fate, apiKey, number } = living
  const abort = new AbortController()
  const response = await fetch(`${platform.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({
      model: modelOf(vendor),
      computer_id: computer.id,
      stream: chance.next() < 0.7,
      messages: [{ role: 'user', content: `Do task ${number}.` }],
    }),
    signal: abort.signal,
  })
  if (fate === 'leave') setTimeout(() => abort.abort(), chance.between(50, 1_500))
  const runId = response.headers.get('x-run-id')
  await response.text().catch(() => '')
  return runId
}

/** What happens to a run while it runs. */
const befall = async (proving: Proving, { computer, fate }: Living, chance: Chance): Promise<void> => {
  const { call, platform } = proving
  if (fate === 'nothing' || fate === 'fault' || fate === 'leave') return
  await sleep(chance.between(100, 1_500))
  const active = await patiently(() => newestOf(proving, computer.id))
  switch (fate) {
    case 'cancel':
      if (active !== null)
        await patiently(() => call('POST', `/computers/${computer.id}/runs/${active.id}/cancel`))
      return
    case 'takeover':
      return takeOver(proving, computer, active)
    case 'kill an edge':
      await platform.of('edge-gateway')[0]!.kill('SIGKILL')
      await platform.of('edge-gateway')[0]!.restart()
      return
    case 'kill the service':
      await platform.of('computers')[0]!.kill('SIGKILL')
      await platform.of('computers')[0]!.restart()
  }
}

const takeOver = async (
  { call }: Proving,
  { id, connection_url: link }: Computer,
  active: Run | null,
): Promise<void> => {
  const person = look(link)
  try {
    await shakeHands(person)
    person.socket.send(keyEvents('x'))
    await sleep(200)
    if (active !== null) await call('POST', `/computers/${id}/runs/${active.id}/resume`)
  } finally {
    person.socket.close()
  }
}

/** @throws Error if the answer has another status */
const readAt = async <Body>({ call }: Proving, target: string): Promise<Body> => {
  const { status, body } = await call<Body>('GET', target)
  if (status === 200) return body
  throw new Error(`${target}: ${status} ${JSON.stringify(body).slice(0, 200)}`)
}

const newestOf = async (proving: Proving, id: string): Promise<Run | null> =>
  (await readAt<{ data: Run[] }>(proving, `/computers/${id}/runs`)).data[0] ?? null

const untilEnded = async (proving: Proving, id: string, runId: string | null): Promise<Run | null> => {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const run = await patiently(() =>
      runId === null ? newestOf(proving, id) : readAt<Run>(proving, `/computers/${id}/runs/${runId}`),
    )
    if (run === null || run.finish_reason !== null || performance.now() > deadline) return run
    await sleep(100)
  }
}

/** The service starts a desktop again after it was killed. */
const untilRunning = async ({ call }: Proving, id: string): Promise<void> => {
  await patiently(async () => {
    const { status } = await call('GET', `/computers/${id}/screenshot`)
    if (status !== 200) throw new Error(`the desktop is not available: ${status}`)
  })
}

/** Each step's generation was charged as its receipt says, and the run their sum. */
const checkReceipt = async (proving: Proving, run: Run, number: number): Promise<void> => {
  const { receipts } = proving.breaches
  const sum = run.generations.reduce((total, { cost }) => total + cost, 0)
  if (Math.abs(sum - run.cost) > 1e-9) receipts.push(`run ${number}: ${run.cost} is not ${sum}`)
  for (const { generation_id: generationId, cost } of run.generations) {
    const { data } = await patiently(() =>
      readAt<{ data: { total_cost: number } }>(proving, `/generation?id=${generationId}`),
    )
    if (Math.abs(data.total_cost - cost) > 1e-9)
      receipts.push(`run ${number}: ${generationId} is charged ${data.total_cost}, not ${cost}`)
  }
}

/** Retries, because the service may be away for a moment. */
const patiently = async <Result>(act: () => Promise<Result>): Promise<Result> => {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      return await act()
    } catch (error) {
      if (performance.now() > deadline) throw error
      await sleep(100)
    }
  }
}
