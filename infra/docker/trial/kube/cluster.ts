import { spawn, type ChildProcess } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from '@gptget/embedded-servers'
import { Agent, fetch } from 'undici'
import { parseAllDocuments } from 'yaml'
import type { Report } from '../programs.ts'
import { downloadModule, ensureProgram, kwokModule, PROGRAMS } from './go-programs.ts'

/** The fields of a Kubernetes object that the trials read. */
export type KubeObject = {
  kind: string
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; generation?: number }
  spec: Record<string, unknown>
  status?: Record<string, unknown>
}

/** A real Kubernetes control plane on this machine, with simulated nodes. */
export type Cluster = {
  kubeconfig: string
  /** Starts another program of the cluster, which ends with it. */
  start(program: string, args: string[], env?: NodeJS.ProcessEnv): void
  /** @throws Error with the server's message */
  get<Answer>(path: string): Promise<Answer>
  list(path: string): Promise<KubeObject[]>
  send(method: 'POST' | 'PATCH' | 'DELETE', path: string, body: unknown): Promise<void>
  stop(): Promise<void>
}

const NODES = 4

/** Starts etcd, the API server, scheduler, controllers, and kwok, which simulates nodes. */
export const startCluster = async (folder: string, report: Report): Promise<Cluster> => {
  const scheduler = await ensureProgram(folder, PROGRAMS.scheduler, report)
  const kwok = await ensureProgram(folder, PROGRAMS.kwok, report)
  const cluster = await startControlPlane(folder, report)
  try {
    const kubeconfig = `--kubeconfig=${cluster.kubeconfig}`
    cluster.start(scheduler, [kubeconfig, '--leader-elect=false', '--secure-port=0'])
    const stages = (await stageFiles()).map((file) => `--config=${file}`)
    cluster.start(kwok, [kubeconfig, '--manage-all-nodes=true', ...stages])
    for (let index = 0; index < NODES; index++) await cluster.send('POST', '/api/v1/nodes', nodeOf(index))
    return cluster
  } catch (error) {
    await cluster.stop()
    throw error
  }
}

/** How kwok plays nodes and pods: its module has the files, but the program does not load them by itself. */
const STAGES = ['node/fast', 'node/heartbeat-with-lease', 'pod/fast']

const stageFiles = async (): Promise<string[]> => {
  const { Dir } = await downloadModule(kwokModule)
  const folders = STAGES.map((name) => path.join(Dir, 'kustomize/stage', name))
  const lists = folders.map(async (folder) =>
    (await readdir(folder))
      .filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')
      .map((name) => path.join(folder, name)),
  )
  return (await Promise.all(lists)).flat()
}

/**
 * Starts etcd, the API server and the controllers. Without a scheduler and nodes, whoever uses it plays them.
 * `controllers`: which ones, in the form of kube-controller-manager's option.
 */
export const startControlPlane = async (
  folder: string,
  report: Report,
  controllers = '*',
): Promise<Cluster> => {
  const programs = {
    etcd: await ensureProgram(folder, PROGRAMS.etcd, report),
    apiserver: await ensureProgram(folder, PROGRAMS.apiserver, report),
    controllers: await ensureProgram(folder, PROGRAMS.controllers, report),
  }
  const data = await mkdtemp(path.join(tmpdir(), 'gptget-kube-'))
  const running: ChildProcess[] = []
  const start = (program: string, args: string[], env = process.env): void => {
    const log = createWriteStream(path.join(data, `${path.basename(program)}.log`))
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
    child.stdout.pipe(log, { end: false })
    child.stderr.pipe(log, { end: false })
    let lastLine = ''
    child.stderr.on('data', (piece: Buffer) => (lastLine = String(piece).trimEnd().split('\n').at(-1)!))
    child.once('exit', (code) => {
      if (code !== null)
        report(`${path.basename(program)} ended by itself with ${code}: ${lastLine.slice(0, 500)}`)
    })
    running.push(child)
  }
  const stop = async (): Promise<void> => {
    for (const child of running.toReversed()) {
      const ended = new Promise((resolve) => child.once('close', resolve))
      if (child.exitCode !== null || !child.kill('SIGKILL')) continue
      await ended
    }
    await rm(data, { recursive: true, force: true })
  }
  try {
    const token = randomBytes(24).toString('hex')
    const port = await startServers({ data, token, programs, start })
    const cluster = connect({ port, token, data, start, stop })
    await untilReady(cluster, running)
    start(programs.controllers, [
      `--kubeconfig=${cluster.kubeconfig}`,
      `--controllers=${controllers}`,
      '--leader-elect=false',
      '--secure-port=0',
    ])
    return cluster
  } catch (error) {
    await stop()
    throw error
  }
}

type Starting = {
  data: string
  token: string
  programs: { etcd: string; apiserver: string }
  start(program: string, args: string[]): void
}

const startServers = async ({ data, token, programs, start }: Starting): Promise<number> => {
  const at = (name: string): string => path.join(data, name)
  const etcd = `http://127.0.0.1:${await findFreePort()}`
  const peers = `http://127.0.0.1:${await findFreePort()}`
  const port = await findFreePort()
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  await writeFile(at('accounts.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 })
  await writeFile(at('tokens.csv'), `${token},trial,trial,"system:masters"\n`, { mode: 0o600 })
  start(programs.etcd, [
    `--data-dir=${at('etcd')}`,
    `--listen-client-urls=${etcd}`,
    `--advertise-client-urls=${etcd}`,
    `--listen-peer-urls=${peers}`,
    `--initial-advertise-peer-urls=${peers}`,
    `--initial-cluster=default=${peers}`,
    '--unsafe-no-fsync',
  ])
  start(programs.apiserver, [
    `--etcd-servers=${etcd}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${at('certificates')}`,
    `--token-auth-file=${at('tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.96.0.0/16',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${at('accounts.key')}`,
    `--service-account-signing-key-file=${at('accounts.key')}`,
    '--disable-admission-plugins=ServiceAccount',
  ])
  return port
}

const connect = (options: {
  port: number
  token: string
  data: string
  start: Cluster['start']
  stop(): Promise<void>
}): Cluster & { write(): Promise<void> } => {
  const { port, token, data, start, stop } = options
  const server = `https://127.0.0.1:${port}`
  const kubeconfig = path.join(data, 'kubeconfig.json')
  // The server has a new self-signed certificate.
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } })
  const ask = async (method: string, at: string, body?: unknown): Promise<string> => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    const headers = { authorization: `Bearer ${token}`, 'content-type': type }
    const sent = body === undefined ? undefined : JSON.stringify(body)
    const response = await fetch(server + at, { method, headers, dispatcher, ...(sent && { body: sent }) })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${at}: ${response.status} ${text}`)
    return text
  }
  return {
    kubeconfig,
    start,
    write: () =>
      writeFile(
        kubeconfig,
        JSON.stringify({
          apiVersion: 'v1',
          kind: 'Config',
          clusters: [{ name: 'trial', cluster: { server, 'insecure-skip-tls-verify': true } }],
          users: [{ name: 'trial', user: { token } }],
          contexts: [{ name: 'trial', context: { cluster: 'trial', user: 'trial' } }],
          'current-context': 'trial',
        }),
        { mode: 0o600 },
      ),
    get: async <Answer>(at: string) => JSON.parse(await ask('GET', at)) as Answer,
    list: async (at) => (JSON.parse(await ask('GET', at)) as { items: KubeObject[] }).items,
    send: async (method, at, body) => void (await ask(method, at, body)),
    stop: async () => {
      await dispatcher.close()
      await stop()
    },
  }
}

const START_TIMEOUT_MS = 180_000

const untilReady = async (
  cluster: ReturnType<typeof connect>,
  running: readonly ChildProcess[],
): Promise<void> => {
  await cluster.write()
  const untilMs = performance.now() + START_TIMEOUT_MS
  for (;;) {
    try {
      await cluster.list('/api/v1/namespaces/default/services')
      return
    } catch (error) {
      const ended = running.find(({ exitCode }) => exitCode !== null)
      if (ended || performance.now() > untilMs)
        throw new Error(`Kubernetes did not start: ${ended?.spawnfile ?? ''}`, { cause: error })
      await sleep(500)
    }
  }
}

const nodeOf = (index: number) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: `node-${index}`,
    annotations: { 'kwok.x-k8s.io/node': 'fake' },
    labels: {
      'kubernetes.io/hostname': `node-${index}`,
      'topology.kubernetes.io/zone': `zone-${index % 2}`,
    },
  },
  status: {
    allocatable: { cpu: '8', memory: '32Gi', pods: '110' },
    capacity: { cpu: '8', memory: '32Gi', pods: '110' },
  },
})

/** Creates all objects of a YAML file. */
export const createAll = async (cluster: Cluster, yaml: string, at: string): Promise<void> => {
  for (const document of parseAllDocuments(yaml)) await cluster.send('POST', at, document.toJS())
}
