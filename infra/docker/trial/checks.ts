import { once } from 'node:events'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { get } from 'node:https'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startScriptedUpstream } from '@gptget/testkit'
import type { ScriptedUpstream } from '@gptget/testkit'
import type { Deployment } from './deployment.ts'
import type { Engine } from './engine.ts'
import { run } from './programs.ts'
import type { Check as TrialCheck } from './subcommand.ts'

export type Trial = { engine: Engine; deployment: Deployment; upstream: ScriptedUpstream; apiKey: string }

/** A promise of docs/operating.md about the containers. */
type Check = TrialCheck<[trial: Trial]>

const MODEL = 'test/slow'
/** A stream of three seconds. */
const SCRIPT = 'text-60+trickle-50'
const WORDS = 60

type Container = {
  Id: string
  Name: string
  Config: { User: string; Image: string; Labels: Record<string, string> }
  HostConfig: {
    Memory: number
    NanoCpus: number
    PidsLimit: number
    CapDrop: string[]
    ReadonlyRootfs: boolean
  }
}

export const containersOf = async (
  { engine }: Pick<Trial, 'engine'>,
  service?: string,
): Promise<Container[]> => {
  const listed = await engine.get<{ Id: string }[]>('/v1.41/containers/json')
  const all = await Promise.all(listed.map(({ Id }) => engine.get<Container>(`/v1.41/containers/${Id}/json`)))
  return all.filter(
    ({ Config }) => service === undefined || Config.Labels['com.docker.compose.service'] === service,
  )
}

/** The names of services that run our own image. */
const servicesOf = async (trial: Trial): Promise<string[]> => {
  const ours = (await containersOf(trial)).filter(({ Config }) => /\bgptget(:latest)?$/.test(Config.Image))
  return [...new Set(ours.map(({ Config }) => Config.Labels['com.docker.compose.service']!))]
}

const limits: Check = {
  promise: 'every container limits memory, CPU and processes, and has no capability and an ordinary user',
  findFaults: async (trial) => {
    const containers = await containersOf(trial)
    return containers.flatMap(({ Name, Config, HostConfig }) => {
      const { Memory, NanoCpus, PidsLimit, CapDrop } = HostConfig
      const faults: string[] = []
      if (!(Memory > 0 && NanoCpus > 0 && PidsLimit > 0))
        faults.push(`${Name}: ${Memory} bytes, ${NanoCpus}, ${PidsLimit}`)
      if (CapDrop.length === 0) faults.push(`${Name}: keeps its capabilities`)
      if (['', '0', 'root'].includes(Config.User)) faults.push(`${Name}: runs as root`)
      return faults
    })
  },
}

const metrics: Check = {
  promise: 'a Prometheus next to the services reaches the metrics of each, and the public port has none',
  findFaults: async (trial) => {
    const { deployment } = trial
    const services = await servicesOf(trial)
    const ask = `Promise.all(process.argv.slice(1).map((name)=>fetch('http://'+name+':9464/metrics').then((r)=>r.ok||console.log(name,r.status),(e)=>console.log(name,String(e.cause)))))`
    const said = await deployment.compose('exec', '-T', 'docs', 'node', '-e', ask, ...services)
    const { status } = await fetch(`${deployment.url}/metrics`)
    return [
      ...(services.length < 6 ? [`only ${services.join(', ')} run`] : []),
      ...said.split('\n').filter(Boolean),
      ...(status === 404 ? [] : [`the public port answers ${status}`]),
    ]
  },
}

const pages: Check = {
  promise: 'the pages of the site come through the load balancer',
  findFaults: async ({ deployment }) => {
    const answers = await Promise.all(
      ['/', '/docs', '/pricing', '/openapi.json'].map(
        async (at) => [at, (await fetch(deployment.url + at)).status] as const,
      ),
    )
    return answers.filter(([, status]) => status !== 200).map(([at, status]) => `${at}: ${status}`)
  },
}

/** Streams an answer and returns the events as text. */
const stream = async ({ deployment, apiKey }: Trial): Promise<string> => {
  const response = await fetch(`${deployment.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: MODEL, stream: true, messages: [{ role: 'user', content: 'Hello!' }] }),
  })
  return response.text()
}

const faultsOfStream = (text: string, when: string): string[] => {
  const words = [...text.matchAll(/"content":"[^"]/g)].length
  const isWhole = words >= WORDS && text.trimEnd().endsWith('data: [DONE]')
  return isWhole ? [] : [`a stream while ${when}: ${words} of ${WORDS} words, ends with ${text.slice(-200)}`]
}

const reload: Check = {
  promise: 'a reload applies a provider’s new key from a file without losing a stream',
  findFaults: async (trial) => {
    const { deployment, upstream } = trial
    upstream.clear()
    const open = stream(trial)
    await whenRunning(upstream, [open])
    await writeKey(deployment, 'second-key')
    await deployment.compose('run', '--rm', 'admin', 'config', 'reload')
    const faults = faultsOfStream(await open, 'keys were reloaded')
    await stream(trial)
    const last = upstream.requests().at(-1)?.headers.authorization
    return last === 'Bearer second-key' ? faults : [...faults, `the provider still receives "${last}"`]
  },
}

const drain: Check = {
  promise: 'a stopped edge finishes its streams while the others serve',
  findFaults: async (trial) => {
    trial.upstream.clear()
    const open = Array.from({ length: 4 }, () => stream(trial))
    await whenRunning(trial.upstream, open)
    const [edge] = await containersOf(trial, 'edge-gateway')
    const readiness = async (): Promise<number> => {
      await sleep(500)
      return (await fetch(`${trial.deployment.url}/readyz`)).status
    }
    const stop = trial.engine.podman(['stop', '--time', '60', edge!.Id])
    const [texts, status] = await Promise.all([Promise.all(open), readiness(), stop])
    await trial.engine.podman(['start', edge!.Id])
    const faults = texts.flatMap((text) => faultsOfStream(text, 'its edge was stopped'))
    return status === 200 ? faults : [...faults, `/readyz answered ${status} meanwhile`]
  },
}

/** Resolves when the provider answers each stream. @throws Error with the text of a stream that ended before */
const whenRunning = async (
  upstream: ScriptedUpstream,
  streams: readonly Promise<string>[],
): Promise<void> => {
  const ended = Promise.race(streams).then((text) => {
    throw new Error(`A stream ended before the provider answered it: ${text.slice(0, 500)}`)
  })
  const areRunning = (): boolean =>
    upstream.requests().filter(({ writeCount }) => writeCount > 3).length >= streams.length
  const running = async (): Promise<void> => {
    while (!areRunning()) await sleep(50)
  }
  await Promise.race([running(), ended])
}

const ledger: Check = {
  promise: 'the ledger adds up',
  findFaults: async ({ deployment }) => {
    try {
      await deployment.compose('run', '--rm', 'admin', 'ledger', 'verify')
      return []
    } catch (error) {
      return [String(error)]
    }
  },
}

const tls: Check = {
  promise: 'GPTGET_TLS=on serves the certificate in the folder tls, and nothing without TLS',
  findFaults: async ({ deployment }) => {
    const { compose, setVariables, tlsDirectory, url } = deployment
    const file = (name: string): string => path.join(tlsDirectory, name)
    const subject = ['-subj', '/CN=gptget.test', '-addext', 'subjectAltName=DNS:gptget.test']
    const files = ['-keyout', file('tls.key'), '-out', file('tls.crt')]
    await run([
      'openssl',
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '1',
      ...files,
      ...subject,
    ])
    await chmod(file('tls.key'), 0o644)
    await setVariables({ GPTGET_TLS: 'on' })
    await compose(...UP, '--no-deps', '--wait', 'load-balancer')
    const ca = await readFile(file('tls.crt'), 'utf8')
    const status = await statusByTls(url.replace('http:', 'https:'), ca)
    const plain = (await fetch(`${url}/readyz`)).status
    return [
      ...(status === 200 ? [] : [`/readyz answers ${status} by TLS`]),
      ...(plain === 400 ? [] : [`/readyz answers ${plain} without TLS`]),
    ]
  },
}

const UP = ['up', '--no-build', '--pull', 'never', '--detach']

const statusByTls = async (url: string, ca: string): Promise<number> => {
  const asked = get(`${url}/readyz`, { ca, servername: 'gptget.test', agent: false })
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  response.resume()
  return response.statusCode!
}

/** The last one leaves the load balancer with TLS. With one edge, nothing serves while it is stopped. */
export const checksOf = ({ small }: { small: boolean }): readonly Check[] => [
  limits,
  pages,
  metrics,
  reload,
  ...(small ? [] : [drain]),
  ledger,
  tls,
]

const writeKey = ({ secretsDirectory }: Deployment, key: string): Promise<void> =>
  writeFile(path.join(secretsDirectory, 'TRIAL_API_KEY'), key)

/** Starts a scripted provider that the containers can reach, and adds it to the routers' configuration. */
export const openTrial = async (engine: Engine, deployment: Deployment): Promise<Trial> => {
  const { compose, configDirectory } = deployment
  const created = await compose(
    'run',
    '--rm',
    'admin',
    'accounts',
    'create',
    '--name',
    'trial',
    '--credits',
    '5',
    '--json',
  )
  const { api_key: apiKey } = JSON.parse(created.slice(created.indexOf('{'))) as { api_key: string }
  const upstream = await startScriptedUpstream({ host: deployment.host })
  await writeKey(deployment, 'first-key')
  const provider = `{ dialect: openai, base_url: '${upstream.baseUrl('openai-chat')}', api_key: '\${TRIAL_API_KEY}' }`
  const routes = `[{ provider: scripted, model: 'scripted:${SCRIPT}' }]`
  await writeFile(
    path.join(configDirectory, 'gptget.yaml'),
    `providers: { scripted: ${provider} }\nmodels: { ${MODEL}: { routes: ${routes}, price: { input: 1, output: 2 } } }\n`,
  )
  await compose('run', '--rm', 'admin', 'config', 'reload')
  return { engine, deployment, upstream, apiKey }
}
