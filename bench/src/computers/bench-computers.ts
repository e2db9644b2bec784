import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  callerOf,
  newComputer,
  outputOf,
  type Call,
  type Computer,
} from '../../../tests/computers/desktops.ts'
import { printTable } from '../../../tests/proofs/table.ts'
import { startPlatform } from '../../../tests/platform/start-platform.ts'
import type { World } from '../../../tests/platform/use-platform.ts'
import { quantile } from '../statistics.ts'
import { memoryOfDesktop } from './memory-of-desktop.ts'

const ROUNDS = 40
const CREATES = 10
const IDLE_DESKTOPS = 20
const FREEZE_SECONDS = 2
const MIB = 1024 * 1024

type Report = (line: string) => void
type Times = { name: string; ms: number[]; target?: number }

/**
 * Measures computers over the whole HTTP path. For comparison, also measures the usual way on the same desktop: a
 * program started for each action. Returns whether every target was met.
 */
export const benchComputers = async (report: Report): Promise<boolean> => {
  const directory = await mkdtemp(path.join(tmpdir(), 'gptget-bench-computers-'))
  await chmod(directory, 0o755)
  // The folder for data of the test servers.
  process.env.GPTGET_TEST_RUN_DIRECTORY = directory
  const platform = await startPlatform({
    config: { providers: {}, models: {} },
    computers: 1,
    mode: 'processes',
    hasOwnPostgres: true,
    env: {
      COMPUTERS_DIR: path.join(directory, 'disks'),
      COMPUTERS_MAX_PER_ACCOUNT: '100',
      COMPUTERS_FREEZE_AFTER_SECONDS: String(FREEZE_SECONDS),
      COMPUTERS_RECONCILE_MS: '1000',
    },
  })
  try {
    const account = await platform.admin.createAccount({ creditsUsd: '100.00' })
    const call = callerOf({ platform, account } as World, () => account.apiKey)
    return await measure(call, report)
  } finally {
    await platform.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

const measure = async (call: Call, report: Report): Promise<boolean> => {
  const create = await measureCreate(call, report)
  const { id } = await newComputer(call)
  await showBrowser(call, id)
  const ours = await measureOurs(call, id)
  const theirs = await measureTheirs(call, id)
  const thaw = await measureThaw(call, id)
  await call('DELETE', `/computers/${id}`)
  const idle = await measureIdle(call, report)
  report(`\n${describe([create, ...ours, thaw, ...theirs])}\n\n${idle.text}`)
  const [shot, click] = ours as [Times, Times]
  const [theirShot, theirClick] = theirs as [Times, Times]
  const ratios = [
    { name: 'screenshot: times as fast as scrot', ratio: median(theirShot) / median(shot), least: 8 },
    {
      name: 'click and frame: times as fast as xdotool and scrot',
      ratio: median(theirClick) / median(click),
      least: 10,
    },
  ]
  for (const { name, ratio, least } of ratios)
    report(`${ratio >= least ? 'ok  ' : 'MISS'} ${name}: ${ratio.toFixed(1)} (at least ${least})`)
  const isFast = [create, ...ours, thaw].every((times) => median(times) < (times.target ?? Infinity))
  return isFast && idle.isSmall && ratios.every(({ ratio, least }) => ratio >= least)
}

const median = ({ ms }: Times): number =>
  quantile(
    ms.toSorted((one, other) => one - other),
    0.5,
  )

const time = async (act: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now()
  await act()
  return performance.now() - startedAt
}

const repeat = async (count: number, act: () => Promise<unknown>): Promise<number[]> => {
  const times: number[] = []
  for (let index = 0; index < count; index += 1) times.push(await time(act))
  return times
}

const take = async (call: Call, id: string): Promise<void> => {
  const { status } = await call('GET', `/computers/${id}/screenshot`)
  if (status !== 200) throw new Error(`no screenshot: ${status}`)
}

/** The first computer loads the image into memory, so it does not count. */
const measureCreate = async (call: Call, report: Report): Promise<Times> => {
  const workspace = await call<{ id: string }>('POST', '/workspaces', { name: 'bench' })
  const ms: number[] = []
  for (let index = 0; index <= CREATES; index += 1) {
    let id = ''
    const took = await time(async () => {
      const { body } = await call<Computer>('POST', '/computers', {
        workspace_id: workspace.body.id,
        name: `box-${index}`,
      })
      id = body.id
      await take(call, id)
    })
    if (index > 0) ms.push(took)
    await call('DELETE', `/computers/${id}`)
  }
  report(`made ${CREATES} computers`)
  return { name: 'create to first frame', ms, target: 1_000 }
}

/** Opens a page with text, like most screens of agents. */
const showBrowser = async (call: Call, id: string): Promise<void> => {
  const html = `<title>page</title><h1>Bench</h1>${'<p>Some text in a paragraph, and <a href="#">a link</a>.</p>'.repeat(30)}`
  const target = `chromium data:text/html;base64,${Buffer.from(html).toString('base64')}`
  await call('POST', `/computers/${id}/open`, { target })
  await sleep(6_000)
  await call('GET', `/computers/${id}/screenshot?settle=true`)
}

const measureOurs = async (call: Call, id: string): Promise<Times[]> => {
  const click = () => call('POST', `/computers/${id}/click`, { x: 900, y: 600, screenshot: true })
  return [
    { name: 'screenshot (PNG)', ms: await repeat(ROUNDS, () => take(call, id)), target: 60 },
    { name: 'click and fresh frame', ms: await repeat(ROUNDS, click), target: 30 },
    { name: 'bash: true', ms: await repeat(ROUNDS, () => outputOf(call, id, 'true')) },
  ]
}

/** Measures a program for each action through `exec`, as other systems control containers. */
const measureTheirs = async (call: Call, id: string): Promise<Times[]> => {
  const run = (command: string) =>
    call('POST', `/computers/${id}/exec`, {
      code: `import subprocess; print(subprocess.run(${JSON.stringify(command)}, shell=True, capture_output=True).stdout.decode())`,
      timeout: 30,
    })
  const shoot = 'scrot -o /tmp/s.png && base64 /tmp/s.png'
  return [
    { name: 'for comparison: scrot by exec', ms: await repeat(ROUNDS / 2, () => run(shoot)) },
    {
      name: 'for comparison: xdotool and scrot by exec',
      ms: await repeat(ROUNDS / 2, () => run(`xdotool mousemove 900 600 click 1 && ${shoot}`)),
    },
  ]
}

const measureThaw = async (call: Call, id: string): Promise<Times> => {
  await outputOf(call, id, 'pkill chromium; true')
  const ms: number[] = []
  for (let index = 0; index < 5; index += 1) {
    const deadline = Date.now() + 60_000
    while (!(await call<Computer>('GET', `/computers/${id}`)).body.is_frozen) {
      if (Date.now() > deadline) throw new Error('the computer does not freeze')
      await sleep(200)
    }
    ms.push(await time(() => call('GET', `/computers/${id}/cursor`)))
  }
  return { name: 'a call on a frozen computer', ms, target: 100 }
}

const measureIdle = async (call: Call, report: Report): Promise<{ text: string; isSmall: boolean }> => {
  const startedAt = performance.now()
  const computers = await Promise.all(
    Array.from({ length: IDLE_DESKTOPS }, () => newComputer(call, { instance_type: '2c2g' })),
  )
  const wallMs = performance.now() - startedAt
  await sleep(4_000)
  const memory = await Promise.all(
    computers.map(({ instance_id: instanceId }) => memoryOfDesktop(instanceId)),
  )
  await Promise.all(computers.map(({ id }) => take(call, id)))
  report(`${IDLE_DESKTOPS} desktops at once`)
  const mean = memory.reduce((sum, bytes) => sum + bytes, 0) / memory.length / MIB
  for (const { id } of computers) await call('DELETE', `/computers/${id}`)
  const isSmall = mean < 60
  const text = `${isSmall ? 'ok  ' : 'MISS'} ${IDLE_DESKTOPS} idle desktops at once, made in ${(wallMs / 1_000).toFixed(1)} s: ${mean.toFixed(0)} MiB each (less than 60)`
  return { text, isSmall }
}

const describe = (all: Times[]): string =>
  printTable(
    ['ms', 'min', 'p50', 'p90', 'target'],
    all.map(({ name, ms, target }) => {
      const sorted = ms.toSorted((one, other) => one - other)
      const [min, p50, p90] = [0, 0.5, 0.9].map((share) => quantile(sorted, share).toFixed(1))
      return [name, min!, p50!, p90!, target === undefined ? '' : `< ${target}`]
    }),
  )
