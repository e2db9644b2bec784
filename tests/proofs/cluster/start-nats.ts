import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort, findNatsServer } from '@gptget/embedded-servers'
import { resolveCacheDirectory } from '@gptget/package-files'
import { authorization } from '../../platform/start-platform.ts'

const START_TIMEOUT_MS = 60_000

/** One nats-server of several. */
export type NatsNode = {
  name: string
  /** `127.0.0.1:4222` */
  address: string
  /** Reads its monitoring: `read('/varz')`. */
  read<Answer>(at: string): Promise<Answer>
  /** Resolves when it has caught up with the others. */
  start(): Promise<void>
  kill(): Promise<void>
}

type NodeOptions = {
  name: string
  program: string
  directory: string
  ports: { client: number; monitor: number }
}

/** The permissions and the rest of its configuration. */
const makeNode = (options: NodeOptions, users: string, more: readonly string[]): NatsNode => {
  const { name, program, directory, ports } = options
  const file = path.join(directory, `${name}.conf`)
  const lines = [
    `server_name: ${name}`,
    `listen: "127.0.0.1:${ports.client}"`,
    `http: "127.0.0.1:${ports.monitor}"`,
    'max_payload: 1MB',
    users,
    ...more,
  ]
  const url = `http://127.0.0.1:${ports.monitor}`
  let child: ChildProcess | undefined
  return {
    name,
    address: `127.0.0.1:${ports.client}`,
    read: async <Answer>(at: string) => (await (await fetch(url + at)).json()) as Answer,
    start: async () => {
      await writeFile(file, `${lines.join('\n')}\n`)
      const started = spawn(program, ['-c', file], { stdio: 'ignore' })
      process.once('exit', () => started.kill('SIGKILL'))
      child = started
      const deadlineMs = performance.now() + START_TIMEOUT_MS
      while (!(await fetch(`${url}/healthz`).catch(() => undefined))?.ok) {
        if (child.exitCode !== null || performance.now() > deadlineMs)
          throw new Error(`${name} did not start (exit ${child.exitCode}); see ${file}`)
        await sleep(100)
      }
    },
    kill: async () => {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

const natsProgram = (): Promise<string> =>
  findNatsServer({ cacheDir: resolveCacheDirectory(process.env), report: () => {} })

const portsOf = async (count: number): Promise<number[]> => {
  const ports = new Set<number>()
  while (ports.size < count) ports.add(await findFreePort())
  return [...ports]
}

const makeDirectory = (): Promise<string> =>
  mkdtemp(path.join(process.env.GPTGET_TEST_RUN_DIRECTORY ?? tmpdir(), 'gptget-nats-'))

/** A highly available NATS of three servers, each with a copy of every stream. */
export const startCluster = async (): Promise<NatsNode[]> => {
  const [program, directory, ports] = [await natsProgram(), await makeDirectory(), await portsOf(9)]
  const routes = [0, 1, 2].map((index) => `"nats://127.0.0.1:${ports[index * 3]}"`).join(', ')
  const nodes = [0, 1, 2].map((index) => {
    const name = `nats-${index + 1}`
    const [routePort, client, monitor] = ports.slice(index * 3) as [number, number, number]
    return makeNode({ name, program, directory, ports: { client, monitor } }, authorization, [
      `jetstream { store_dir: "${path.join(directory, name)}", max_memory_store: 64MB, max_file_store: 2GB }`,
      `cluster { name: gptget, listen: "127.0.0.1:${routePort}", routes: [${routes}] }`,
    ])
  })
  await Promise.all(nodes.map((node) => node.start()))
  return nodes
}

/** JetStream has another domain there, and permissions must name it. */
const usersOfCells = authorization.replaceAll('$JS.API.', '$JS.hub.API.')

/** A central server with JetStream, and one for each cell, which takes all of the cell's traffic. */
export const startLeaves = async (cells: number): Promise<{ hub: NatsNode; leaves: NatsNode[] }> => {
  const [program, directory] = [await natsProgram(), await makeDirectory()]
  await mkdir(path.join(directory, 'hub'), { recursive: true })
  const [leafPort, client, monitor, ...others] = (await portsOf(3 + cells * 2)) as [number, number, number]
  const hub = makeNode({ name: 'hub', program, directory, ports: { client, monitor } }, authorization, [
    `jetstream { domain: hub, store_dir: "${path.join(directory, 'hub')}", max_memory_store: 64MB, max_file_store: 2GB }`,
    `leafnodes { listen: "127.0.0.1:${leafPort}", no_advertise: true, authorization { user: leaf, password: leaf } }`,
  ])
  await hub.start()
  const leaves = Array.from({ length: cells }, (_, index) => {
    const [client, monitor] = (others as number[]).slice(index * 2) as [number, number]
    return makeNode(
      { name: `cell-${index + 1}`, program, directory, ports: { client, monitor } },
      usersOfCells,
      [
        `leafnodes { remotes: [{ url: "nats-leaf://leaf:leaf@127.0.0.1:${leafPort}" }] }`,
        // A cell has no JetStream of its own: requests go to the central one.
        'default_js_domain: { "$G": hub }',
      ],
    )
  })
  await Promise.all(leaves.map((leaf) => leaf.start()))
  // Until then, a cell cannot reach JetStream.
  while ((await hub.read<{ leafs?: object[] }>('/leafz')).leafs?.length !== cells) await sleep(50)
  return { hub, leaves }
}
