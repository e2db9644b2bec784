import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startScriptedUpstream } from '@gptget/testkit'
import { modelOf, scriptedConfig } from '../../platform/scripted-config.ts'
import { startPlatform, type Platform } from '../../platform/start-platform.ts'
import { call, isWhole, type Seen } from '../callers/call.ts'
import { DIALECTS } from '../callers/dialects.ts'
import { readBooks } from '../money/books.ts'
import { startOperatorPostgres, type OperatorPostgres } from '../restore/operator-postgres.ts'
import type { Check } from '../table.ts'
import { openDoorway } from '../upgrade/doorway.ts'
import { startCluster, type NatsNode } from './start-nats.ts'
import { startReplica } from './start-replica.ts'

const SCRIPT = 'text-20+trickle-50'

export type ClusterOptions = {
  /** The folder of a Postgres with its tools. */
  binaries: string
  callers: number
  /** How long callers send requests before and after each loss. */
  askMs: number
  report: (line: string) => void
}

/** Two regions, each with an edge, a router, a billing, a NATS and a Postgres; a third has only a NATS. */
type World = {
  platform: Platform
  nodes: NatsNode[]
  primary: OperatorPostgres
  replica: OperatorPostgres
  /** Directs the services to the replica from now on, like a floating address or a proxy. */
  moveToReplica(): void
  apiKey: string
  options: ClusterOptions
}

/** Kills one NATS of three, then a whole region, under load, and compares the ledger with what callers saw. */
export const proveCluster = async (options: ClusterOptions): Promise<Check[]> => {
  const { binaries, report } = options
  const directory = await mkdtemp(path.join(tmpdir(), 'gptget-cluster-'))
  await chmod(directory, 0o755)
  const upstream = await startScriptedUpstream()
  const nodes = await startCluster()
  const primary = await startOperatorPostgres({ binaries, dataDir: path.join(directory, 'primary') })
  const replica = await startReplica(primary, { binaries, dataDir: path.join(directory, 'replica') })
  // A charge is acknowledged when both servers have it, so losing one loses no charge.
  await primary.query(`alter system set synchronous_standby_names = '*'`)
  await primary.query('select pg_reload_conf()')
  const doorway = await openDoorway([primary.url])
  const database = new URL(primary.url)
  database.port = new URL(doorway.url).port
  const nats = natsOf(nodes)
  const platform = await startPlatform({
    config: scriptedConfig(upstream, [SCRIPT]),
    mode: 'processes',
    servers: { postgres: { ...primary, url: database.href }, nats },
    edges: 2,
    routers: 2,
    billings: 2,
    env: { LEASE_LIFETIME_MS: '5000' },
    onBusError: () => {},
  })
  try {
    report('three NATS, a Postgres that a second one follows, and two regions of services run')
    const { apiKey } = await platform.admin.createAccount({ creditsUsd: '1000.00' })
    const moveToReplica = (): void => doorway.lead([replica.url])
    const world: World = { platform, nodes, primary, replica, moveToReplica, apiKey, options }
    return [await isReplicated(nodes), ...(await loseNats(world)), ...(await loseRegion(world))]
  } finally {
    await platform.stop()
    doorway.close()
    await Promise.all(nodes.map((node) => node.kill()))
    await Promise.all([primary.stop(), replica.stop(), upstream.stop()])
    await rm(directory, { recursive: true, force: true })
  }
}

const natsOf = (nodes: readonly NatsNode[]) => ({
  url: `nats://${nodes.map(({ address }) => address).join(',')}`,
  port: 0,
  crashed: new Promise<string>(() => {}),
  violations: [],
  stop: async () => {},
  kill: async () => {},
  restart: async () => {},
})

type StreamDetail = { name: string; cluster: { leader: string; replicas?: { name: string }[] } }
type Jsz = { account_details: { stream_detail: StreamDetail[] }[] }

const usageStream = async (node: NatsNode): Promise<StreamDetail | undefined> => {
  const { account_details: accounts } = await node.read<Jsz>('/jsz?streams=true')
  return accounts.flatMap(({ stream_detail: streams }) => streams).find(({ name }) => name === 'USAGE')
}

const isReplicated = async ([node]: NatsNode[]): Promise<Check> => {
  const stream = await usageStream(node!)
  const copies = 1 + (stream?.cluster.replicas?.length ?? 0)
  return {
    name: 'each of three clustered servers has a copy of the usage stream',
    checkedCount: copies,
    breaches: copies === 3 ? [] : [JSON.stringify(stream?.cluster)],
  }
}

/** Callers of the edges that send one request after the other until stopped. */
const startCallers = ({ platform, apiKey, options }: World, edges: readonly number[]) => {
  const stopping = new AbortController()
  const seen: Seen[] = []
  const ask = async (first: number): Promise<void> => {
    for (let index = first; !stopping.signal.aborted; index += options.callers) {
      const edge = platform.edges[edges[index % edges.length]!]!
      const dialect = DIALECTS[index % DIALECTS.length]!
      seen.push(
        await call({
          dialect,
          url: edge.url,
          apiKey,
          model: modelOf(SCRIPT),
          isStream: index % 3 !== 0,
          maxTokens: 100,
        }),
      )
      if (!isWhole(seen.at(-1)!)) await sleep(100)
    }
  }
  const asking = Array.from({ length: options.callers }, (_, index) => ask(index))
  return {
    seen,
    stop: async (): Promise<Seen[]> => {
      stopping.abort()
      await Promise.all(asking)
      return seen
    },
  }
}

const describeSeen = ({ status, error, broke, generationId }: Seen): string =>
  `${generationId ?? 'no answer'}: ${status} ${error ?? ''} ${broke ?? ''}`.trim()

/** Complete, refused, or ended with one error in its dialect: a caller always knows the outcome. */
const isEnded = (one: Seen): boolean =>
  isWhole(one) || (one.broke === null && (one.status === 200 ? one.errorCount === 1 : one.error !== null))

const loseNats = async (world: World): Promise<Check[]> => {
  const { nodes, options } = world
  const callers = startCallers(world, [0, 1])
  await sleep(options.askMs)
  const leader = (await usageStream(nodes[0]!))!.cluster.leader
  const lost = nodes.find(({ name }) => name === leader)!
  await lost.kill()
  options.report(`${lost.name} is killed, which led the stream of usage`)
  await sleep(options.askMs)
  await lost.start()
  options.report(`${lost.name} is back and up to date`)
  await sleep(options.askMs)
  const seen = await callers.stop()
  const cut = seen.filter((one) => !isWhole(one))
  return [
    {
      name: `one NATS of three is lost: every answer ends, ${cut.length} of them with an error that says so`,
      checkedCount: seen.length,
      breaches: seen.filter((one) => !isEnded(one)).map(describeSeen),
    },
    ...(await booksOf(world, 'one NATS of three is lost', seen)),
  ]
}

const loseRegion = async (world: World): Promise<Check[]> => {
  const { platform, nodes, primary, replica, options } = world
  const here = startCallers(world, [0])
  const there = startCallers(world, [1])
  await sleep(options.askMs)
  const services = (['edge-gateway', 'router', 'billing'] as const).map((name) => platform.of(name)[0]!)
  const lostAtMs = performance.now()
  await Promise.all([primary.kill(), nodes[0]!.kill(), ...services.map((service) => service.kill('SIGKILL'))])
  options.report('a region is lost: its edge, router and billing, its NATS, and the first Postgres')
  const cut = await here.stop()
  await sleep(options.askMs)
  // Postgres must stop waiting for the second server, or every charge would wait.
  await replica.query('alter system reset synchronous_standby_names')
  await replica.query('select pg_promote(true, 60)')
  world.moveToReplica()
  options.report(
    `the second Postgres is promoted, ${Math.round(performance.now() - lostAtMs)} ms after the loss`,
  )
  await sleep(options.askMs)
  const seen = await there.stop()
  const broken = seen.filter((one) => !isWhole(one))
  const last = seen.slice(-options.callers)
  return [
    {
      name: `a region is lost: every answer of the other region ends, ${broken.length} of them with an error`,
      checkedCount: seen.length,
      breaches: seen.filter((one) => !isEnded(one)).map(describeSeen),
    },
    {
      name: 'a region is lost: the other serves',
      checkedCount: last.length,
      breaches: last.filter((one) => !isWhole(one)).map(describeSeen),
    },
    ...(await booksOf(world, 'a region is lost', [...cut, ...seen])),
  ]
}

const BOOKED_WITHIN_MS = 120_000
const nano = (usd: number): bigint => BigInt(Math.round(usd * 1e9))

/** Every complete answer is charged once at its price, even if messages were lost in the meantime. */
const booksOf = async ({ platform, replica }: World, what: string, seen: Seen[]): Promise<Check[]> => {
  const whole = seen.filter(isWhole)
  const deadlineMs = performance.now() + BOOKED_WITHIN_MS
  for (;;) {
    const { rows } = await readBooks(platform.databaseUrl)
    const booked = new Map(rows.map((row) => [row.generationId, row]))
    const breaches = whole.flatMap(({ generationId, costUsd }) => {
      const row = booked.get(generationId ?? '')
      const isRight = row?.entryCount === 1 && row.chargedNanoUsd === nano(costUsd ?? 0)
      return isRight ? [] : [`${generationId}: ${row?.entryCount ?? 0} charges of ${row?.chargedNanoUsd}`]
    })
    if (breaches.length > 0 && performance.now() < deadlineMs) {
      await sleep(500)
      continue
    }
    const [{ count }] = (await replica.query<{ count: string }>('select count(*) from billing.charges')) as [
      { count: string },
    ]
    return [
      { name: `${what}: every complete answer is charged once`, checkedCount: whole.length, breaches },
      {
        name: `${what}: the second Postgres has every charge`,
        checkedCount: Number(count),
        breaches: Number(count) >= rows.length ? [] : [`${rows.length} in the first, ${count} in the second`],
      },
      {
        name: `${what}: ledger verify finds no violation`,
        checkedCount: 1,
        breaches: await platform.admin.findBreaches(),
      },
    ]
  }
}
