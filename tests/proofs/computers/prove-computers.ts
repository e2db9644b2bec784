import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { callerOf, newComputer, type Call, type Computer } from '../../computers/desktops.ts'
import { startPlatform, type Platform } from '../../platform/start-platform.ts'
import type { World } from '../../platform/use-platform.ts'
import { chanceOf, type Chance } from '../chance.ts'
import type { Check } from '../table.ts'
import { clickAndLook, moveAndLook, type Seen } from './desk-checks.ts'

export type ComputersProof = {
  seed: number
  desktops: number
  /** For each desktop. */
  actions: number
  /** How often the service is killed in the meantime. */
  kills: number
  report: (line: string) => void
}

const HOSTS = 2
/** A short "hour", so that several begin during the proof. */
const HOUR_MS = 20_000
/** Longer than the other host needs to notice. */
const LONG_AWAY_MS = 12_000
const PATIENCE_MS = 120_000

type Proving = {
  platform: Platform
  call: Call
  chance: Chance
  options: ComputersProof
  /** How many kills are left. */
  killsLeft: number
  actionsDone: number
}

/**
 * Runs desktops in parallel and checks that the screen shows random actions, while the service is killed at random.
 * Afterwards: no desktop is left over, each hour is charged once, and files are kept.
 */
export const proveComputers = async (options: ComputersProof): Promise<Check[]> => {
  const directory = await mkdtemp(path.join(tmpdir(), 'gptget-computers-'))
  const platform = await startPlatform({
    config: { providers: {}, models: {} },
    computers: HOSTS,
    mode: 'processes',
    hasOwnPostgres: true,
    env: { COMPUTERS_DIR: directory, COMPUTERS_HOUR_MS: String(HOUR_MS), COMPUTERS_RECONCILE_MS: '1000' },
    onBusError: () => {},
  })
  try {
    const account = await platform.admin.createAccount({ creditsUsd: '100.00' })
    const world = { platform, account } as World
    const call = callerOf(world, () => account.apiKey)
    return await prove({
      platform,
      call,
      chance: chanceOf(options.seed),
      options,
      killsLeft: options.kills,
      actionsDone: 0,
    })
  } finally {
    await platform.stop()
    for (let index = 0; index < HOSTS; index += 1)
      await rm(index === 0 ? directory : `${directory}-${index}`, { recursive: true, force: true })
  }
}

const prove = async (proving: Proving): Promise<Check[]> => {
  const { platform, call, options } = proving
  const { desktops, report } = options
  const startedAt = performance.now()
  const computers = await Promise.all(Array.from({ length: desktops }, () => newComputer(call)))
  report(`${desktops} desktops run after ${Math.round(performance.now() - startedAt)} ms`)
  for (const { id, name } of computers) {
    const { status, body } = await call('PUT', `/computers/${id}/files?path=kept.txt`, name)
    if (status !== 201) throw new Error(`no file was written: ${JSON.stringify(body)}`)
  }
  const killing = killAtRandom(proving)
  const seen = await Promise.all(computers.map((computer) => useDesktop(proving, computer)))
  await killing
  report(`${proving.actionsDone} actions, ${options.kills} kills`)
  const kept = await Promise.all(computers.map((computer) => readKept(proving, computer)))
  const charges = await checkHours(proving, computers)
  for (const { id } of computers) await patiently(() => call('DELETE', `/computers/${id}`))
  const leftOver = desktopsOf(platform)
  return [
    {
      name: 'actions that the screen shows',
      checkedCount: options.actions * desktops,
      breaches: seen.flat(),
    },
    { name: 'files that are kept', checkedCount: desktops, breaches: kept.flatMap((breach) => breach ?? []) },
    charges,
    { name: 'desktops that are left over', checkedCount: options.kills, breaches: leftOver },
    { name: 'invariants of the ledger', checkedCount: 1, breaches: await platform.admin.findBreaches() },
  ]
}

const killAtRandom = async (proving: Proving): Promise<void> => {
  const { platform, options, chance } = proving
  const own = chance.fork()
  while (proving.killsLeft > 0) {
    await sleep(own.between(1_000, 6_000))
    const host = own.pick(platform.of('computers'))
    // Every third time for so long that the other host reports its computers as lost.
    const awayMs = proving.killsLeft % 3 === 2 ? LONG_AWAY_MS : own.between(0, 1_000)
    await host.kill('SIGKILL')
    await sleep(awayMs)
    await host.restart()
    proving.killsLeft -= 1
    options.report(`killed a host for ${awayMs} ms, ${proving.killsLeft} to go`)
  }
}

/** Repeats an idempotent request until it succeeds: the service may be away. */
const patiently = async <Result extends { status: number; body: unknown }>(
  act: () => Promise<Result>,
): Promise<Result> => {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const answer = await act().catch(() => null)
    if (answer !== null && answer.status < 400) return answer
    if (performance.now() > deadline)
      throw new Error(`not in time: ${JSON.stringify(answer?.body).slice(0, 300)}`)
    await sleep(200)
  }
}

/** Random actions. One that the death of the service interrupted is repeated when the desktop runs. */
const useDesktop = async (proving: Proving, { id, name }: Computer): Promise<string[]> => {
  const { call, options } = proving
  const chance = proving.chance.fork()
  const breaches: string[] = []
  for (let done = 0; done < options.actions || proving.killsLeft > 0; done += 1) {
    const seed = chance.between(0, 2 ** 30)
    const doing = chance.pick([moveAndLook, moveAndLook, clickAndLook])
    const seen = await tryAgain(proving, id, () => doing(call, id, chanceOf(seed)))
    proving.actionsDone += 1
    if (seen !== null) breaches.push(`${name}, action ${done + 1}: ${seen}`)
  }
  return breaches
}

const tryAgain = async ({ call }: Proving, id: string, act: () => Promise<Seen>): Promise<Seen> => {
  const deadline = performance.now() + PATIENCE_MS
  let last: Seen = null
  for (let failures = 0; ; failures += 1) {
    const seen = await act().catch((error: unknown) => error as Error)
    if (seen === null) return null
    // Repeat it: the desktop may have ended in the middle of it.
    if (!(seen instanceof Error)) {
      if (last !== null) return seen
      last = seen
    }
    if (performance.now() > deadline) return seen instanceof Error ? seen.message : seen
    await patiently(() => call('GET', `/computers/${id}/screenshot?settle=true`))
  }
}

const readKept = async (proving: Proving, { id, name }: Computer): Promise<string | null> => {
  const { body } = await patiently(() => proving.call<Buffer>('GET', `/computers/${id}/files?path=kept.txt`))
  return body.toString() === name ? null : `${name}: its file says ${JSON.stringify(body.toString())}`
}

/** Each hour that a computer counts is charged exactly once, and no running hour is missing. */
const checkHours = async (proving: Proving, computers: Computer[]): Promise<Check> => {
  const { call } = proving
  const breaches: string[] = []
  let checkedCount = 0
  for (const { id, name } of computers) {
    const { body } = await patiently(() =>
      call<Computer & { running_seconds: number }>('POST', `/computers/${id}/stop`),
    )
    const { body: ledger } = await call<{ data: { charge_id: string }[] }>(
      'GET',
      '/ledger?kind=usage&limit=1000',
    )
    const ids = ledger.data
      .map(({ charge_id: chargeId }) => chargeId)
      .filter((chargeId) => chargeId.includes(id))
    checkedCount += ids.length
    if (new Set(ids).size !== ids.length) breaches.push(`${name}: an hour is charged twice`)
    if (ids.length !== body.hours_charged)
      breaches.push(`${name}: ${body.hours_charged} hours, ${ids.length} charges`)
    const ranHours = (body.running_seconds * 1_000) / HOUR_MS
    if (ids.length < Math.floor(ranHours))
      breaches.push(`${name}: ran ${ranHours.toFixed(1)} hours, ${ids.length} charged`)
  }
  return { name: 'hours charged once each', checkedCount, breaches }
}

/** Desktop processes of the service under test, found by the folder in their command line. */
const desktopsOf = ({ env }: Platform): string[] => {
  const directory = env['COMPUTERS_DIR']!
  const folders = Array.from({ length: HOSTS }, (_, index) =>
    runFolderOf(index === 0 ? directory : `${directory}-${index}`),
  )
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
        return command.includes('bwrap') && folders.some((folder) => command.includes(folder))
          ? [`${pid}: ${command.slice(0, 200)}`]
          : []
      } catch {
        // It ended in the meantime.
        return []
      }
    })
}

/** The driver's name for the folder: `/run/gptget-…`, derived from the folder of disks. */
const runFolderOf = (directory: string): string =>
  `gptget-${createHash('sha256').update(directory).digest('hex').slice(0, 8)}`
