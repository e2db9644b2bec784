import { startScriptedUpstream, startTestPostgres } from '@gptget/testkit'
import { modelOf, scriptedConfig } from '../../platform/scripted-config.ts'
import type { RunningService, ServiceName } from '../../platform/service-name.ts'
import { environmentOf, startPlatform, type Platform } from '../../platform/start-platform.ts'
import { startProcess } from '../../platform/start-process.ts'
import { waitUntilReady } from '../../platform/wait-until-ready.ts'
import { call, isWhole, type Seen } from '../callers/call.ts'
import { DIALECTS } from '../callers/dialects.ts'
import { printTable, type Check } from '../table.ts'
import { startLeaves, type NatsNode } from './start-nats.ts'

const SCRIPT = 'text-20'

export type CellsOptions = {
  /** For each cell. */
  requests: number
  report: (line: string) => void
}

type Cell = { leaf: NatsNode; edge: RunningService; router: RunningService }

/** The traffic of a server since its start, in both directions. */
type Moved = { messages: number; bytes: number }

/**
 * Two cells, each with an edge, a router and a NATS, which is a leaf of the central NATS with billing and the usage
 * stream. Counts the traffic within a cell and out of it.
 */
export const proveCells = async ({ requests, report }: CellsOptions): Promise<Check[]> => {
  const upstream = await startScriptedUpstream()
  const postgres = await startTestPostgres()
  const { hub, leaves } = await startLeaves(2)
  const nats = { ...postgres, url: `nats://${hub.address}`, violations: [] }
  const platform = await startPlatform({
    config: scriptedConfig(upstream, [SCRIPT]),
    mode: 'processes',
    servers: { postgres, nats },
    edges: 0,
    routers: 0,
    onBusError: () => {},
  })
  const cells = await Promise.all(leaves.map((leaf) => startCell(platform, leaf)))
  try {
    report('two cells run around one billing')
    const { apiKey } = await platform.admin.createAccount({ creditsUsd: '1000.00' })
    // After the first request, keys, prices and leases are known.
    for (const cell of cells) await ask(cell, apiKey, 8)
    const before = await Promise.all(leaves.map(readMoved))
    const attemptsBefore = await Promise.all(cells.map(attemptsOf))
    const seen = (await Promise.all(cells.map((cell) => ask(cell, apiKey, requests)))).flat()
    await platform.bus.usage.waitUntilConsumed(60_000)
    const after = await Promise.all(leaves.map(readMoved))
    report(printMoved(requests, before, after))
    const attempts = await Promise.all(cells.map(attemptsOf))
    const strayed = attempts.map((count, index) => requests - (count - attemptsBefore[index]!))
    await cells[0]!.router.kill('SIGKILL')
    const helped = await askUntilServed(cells[0]!, apiKey)
    return [
      {
        name: 'every request of two cells is answered',
        checkedCount: seen.length,
        breaches: seen.filter((one) => !isWhole(one)).map(({ error, broke }) => `${error ?? broke}`),
      },
      {
        name: 'every request is served by the router of its own cell',
        checkedCount: seen.length,
        breaches: strayed.flatMap((count, index) =>
          count === 0 ? [] : [`cell ${index + 1}: ${count} by another`],
        ),
      },
      {
        name: 'a cell without its router is served by the router of the other cell',
        checkedCount: 1,
        breaches: helped ? [] : ['it is not'],
      },
      { name: 'ledger verify finds nothing', checkedCount: 1, breaches: await platform.admin.findBreaches() },
    ]
  } finally {
    for (const { edge, router } of cells) await Promise.all([edge.stop(), router.stop()])
    await platform.stop()
    await Promise.all([hub, ...leaves].map((node) => node.kill()))
    await Promise.all([postgres.stop(), upstream.stop()])
  }
}

const startCell = async (platform: Platform, leaf: NatsNode): Promise<Cell> => {
  const start = async (name: ServiceName): Promise<RunningService> => {
    const env = environmentOf(name, { ...platform.env, GPTGET_NATS_URL: `nats://${leaf.address}` })
    return startProcess(name, env)
  }
  const [edge, router] = await Promise.all([start('edge-gateway'), start('router')])
  await Promise.all([waitUntilReady(edge.url), waitUntilReady(router.url)])
  return { leaf, edge, router }
}

const AT_ONCE = 8

const ask = async ({ edge }: Cell, apiKey: string, requests: number): Promise<Seen[]> => {
  const seen: Seen[] = []
  let next = 0
  const work = async (): Promise<void> => {
    while (next < requests) {
      const index = (next += 1)
      const dialect = DIALECTS[index % DIALECTS.length]!
      seen.push(
        await call({
          dialect,
          url: edge.url,
          apiKey,
          model: modelOf(SCRIPT),
          isStream: index % 2 === 0,
          maxTokens: 100,
        }),
      )
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return seen
}

const SERVED_WITHIN_MS = 30_000

const askUntilServed = async (cell: Cell, apiKey: string): Promise<boolean> => {
  const deadlineMs = performance.now() + SERVED_WITHIN_MS
  while (performance.now() < deadlineMs) if ((await ask(cell, apiKey, 1)).every(isWhole)) return true
  return false
}

/** How many generations a router has tried, by its own metrics. */
const attemptsOf = async ({ router }: Cell): Promise<number> => {
  const text = await (await fetch(`${router.metricsUrl}/metrics`)).text()
  const counts = text.matchAll(/^gptget_router_attempts_total\{.*\} (\d+)$/gm)
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0)
}

type Varz = Record<'in_msgs' | 'out_msgs' | 'in_bytes' | 'out_bytes', number>
type Leafz = { leafs: Varz[] }

/** The traffic of a cell's server, and the part that left the cell over its one connection. */
const readMoved = async (leaf: NatsNode): Promise<{ all: Moved; outside: Moved }> => {
  const sum = ({ in_msgs, out_msgs, in_bytes, out_bytes }: Varz): Moved => ({
    messages: in_msgs + out_msgs,
    bytes: in_bytes + out_bytes,
  })
  const [all, { leafs }] = await Promise.all([leaf.read<Varz>('/varz'), leaf.read<Leafz>('/leafz')])
  return { all: sum(all), outside: sum(leafs[0]!) }
}

const each = (now: number, then: number, requests: number): string => ((now - then) / requests).toFixed(1)

const printMoved = (
  requests: number,
  before: { all: Moved; outside: Moved }[],
  after: { all: Moved; outside: Moved }[],
): string =>
  printTable(
    [`${requests} requests each, for each`, 'messages', 'of them out', 'bytes', 'of them out'],
    after.map(({ all, outside }, index) => {
      const was = before[index]!
      return [
        `cell ${index + 1}`,
        each(all.messages, was.all.messages, requests),
        each(outside.messages, was.outside.messages, requests),
        each(all.bytes, was.all.bytes, requests),
        each(outside.bytes, was.outside.bytes, requests),
      ]
    }),
  )
