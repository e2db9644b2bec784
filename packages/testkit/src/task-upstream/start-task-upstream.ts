import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { listen, TEST_HOST } from '../upstream/listen.ts'
import type { Endpoint, Job, JobState, TaskApi } from './apis/api.ts'
import { TASK_APIS } from './apis/index.ts'
import { sampleOf } from './apis/samples.ts'
import { readScript } from './apis/script.ts'
import { callWebhook, newSecrets, type SigningSecrets } from './webhooks.ts'

export type TaskUpstream = {
  url: string
  /** The base URL in an operator's configuration for this API. */
  baseUrl(api: string): string
  /** Every accepted task, in order. */
  jobs(): readonly Job[]
  /** The bodies of all submissions, including refused ones. */
  submissions(): readonly { api: string; body: string }[]
  /** What its webhooks are signed with, as an operator reads it in a dashboard. */
  webhookSecret: string
  /** Where fal has the keys of its webhooks. */
  webhookKeysUrl: string
  /**
   * Says that there is news of a job. `to`: where the call goes for the address that came with the job, undefined
   * where a provider's webhooks are set up once. `isForged`: by somebody who knows the address only.
   */
  tell(job: Job, more: { to: (told: string | undefined) => string; isForged?: boolean }): Promise<Response>
  stop(): Promise<void>
}

type World = {
  url: string
  jobs: Map<string, Job>
  refusals: Map<string, number>
  submissions: { api: string; body: string }[]
  secrets: SigningSecrets
}

/** Starts a server that plays every provider of tasks, each at its own path, by the scripts in prompts. */
export const startTaskUpstream = async (): Promise<TaskUpstream> => {
  const world: World = {
    url: '',
    jobs: new Map(),
    refusals: new Map(),
    submissions: [],
    secrets: newSecrets(),
  }
  const server = createServer((request, response) => {
    serve(world, request, response).catch((error: unknown) => response.destroy(error as Error))
  })
  server.keepAliveTimeout = 30_000
  world.url = `http://${TEST_HOST}:${await listen(server, 0)}`
  return {
    url: world.url,
    baseUrl: (name) => {
      const api = TASK_APIS.find((each) => each.name === name)!
      return `${world.url}/${name}${api.prefix}`
    },
    jobs: () => [...world.jobs.values()],
    submissions: () => world.submissions,
    webhookSecret: world.secrets.text,
    webhookKeysUrl: world.url + KEYS_PATH,
    tell: (job, { to, isForged = false }) =>
      callWebhook(apiOf(job), job, isForged ? newSecrets() : world.secrets, to),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Where fal has its keys, for everybody. */
const KEYS_PATH = '/keys.json'

const apiOf = ({ path }: Job): string => path.split('/')[1]!

const serve = async (world: World, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { pathname } = new URL(request.url!, world.url)
  const body = await text(request)
  const [, first = ''] = pathname.split('/')
  if (pathname === KEYS_PATH)
    return send(response, 200, { keys: [world.secrets.pair.publicKey.export({ format: 'jwk' })] })
  if (first === 'files') return sendFile(world, pathname, response)
  const api = TASK_APIS.find(({ name }) => name === first)
  if (api === undefined) return send(response, 404, { error: 'no such API' })
  const { header, value } = api.auth
  if (!value.test(String(request.headers[header] ?? '')))
    return send(response, 401, api.refusal(401, 'no key'))
  if (pathname === '/replicate/v1/webhooks/default/secret')
    return send(response, 200, { key: world.secrets.text })
  const found = endpointOf(api, request.method!, pathname.slice(first.length + 1))
  if (found === null) return send(response, 404, api.refusal(404, `no ${request.method} ${pathname}`))
  await perform(world, { api, body, request, response, ...found })
}

type Found = { endpoint: Endpoint; id: string }
type Call = Found & { api: TaskApi; body: string; request: IncomingMessage; response: ServerResponse }

const endpointOf = (api: TaskApi, method: string, path: string): Found | null => {
  for (const endpoint of api.endpoints) {
    if (endpoint.method !== method) continue
    const pattern = (api.prefix + endpoint.path)
      .replaceAll(/[.$()+?]/g, String.raw`\$&`)
      .replace(':id', '(?<id>[^/]+)')
      .replaceAll('*', '[^/]+')
    const match = new RegExp(`^${pattern}$`).exec(path)
    if (match !== null) return { endpoint, id: decodeURIComponent(match.groups?.['id'] ?? '') }
  }
  return null
}

const perform = async (world: World, call: Call): Promise<void> => {
  const { endpoint, response, api, id, request } = call
  switch (endpoint.does) {
    case 'submit':
      return submit(world, call, endpoint.answer)
    case 'readMany':
      return readMany(world, call, endpoint)
    default: {
      const job = findJob(world, endpoint, id === '' ? new URL(request.url!, world.url) : id)
      if (job === undefined) return send(response, 404, api.refusal(404, 'no such task'))
      return read(call, endpoint, job)
    }
  }
}

const readMany = (
  world: World,
  { api, body, response }: Call,
  endpoint: Extract<Endpoint, { does: 'readMany' }>,
): void => {
  const jobs = endpoint.idsIn(body).flatMap((each) => world.jobs.get(each) ?? [])
  const faulty = jobs.find(({ script }) => script.pollFaults > 0)
  if (faulty !== undefined) {
    faulty.script.pollFaults -= 1
    return send(response, 503, api.refusal(503, 'busy'))
  }
  const seen = jobs.map((job): [Job, JobState] => [job, advance(job)])
  const known = seen.filter(([job, state]) => job.script.end !== 'vanish' || state === 'running')
  if (known.length === 0 && endpoint.path.includes(':'))
    return send(response, 404, api.refusal(404, 'no such task'))
  send(response, 200, endpoint.answer(known))
}

/** Finds a job by its id in the path or query, or by another id of the API. */
const findJob = (world: World, endpoint: Endpoint, named: string | URL): Job | undefined => {
  const { searchParams } = named instanceof URL ? named : new URL('http://none')
  const id =
    named instanceof URL
      ? (searchParams.get('task_id') ?? searchParams.get('file_id')?.replace(/^file-/, '') ?? '')
      : named
  const alsoBy = endpoint.does === 'read' ? endpoint.alsoBy : undefined
  return world.jobs.get(id) ?? [...world.jobs.values()].find((job) => alsoBy?.(job) === id)
}

const read = async (
  { response, api }: Call,
  endpoint: Extract<Endpoint, { does: 'read' | 'cancel' | 'file' | 'locate' }>,
  job: Job,
): Promise<void> => {
  if (endpoint.does === 'file') return sendSample(response, job, endpoint.extension)
  if (endpoint.does === 'locate') return send(response, 200, endpoint.answer(job))
  if (endpoint.does === 'cancel') {
    job.isCancelled = true
    return send(response, 200, endpoint.answer(job, 'cancel'))
  }
  if (job.script.pollFaults > 0) {
    job.script.pollFaults -= 1
    return send(response, 503, api.refusal(503, 'busy'))
  }
  const state = advance(job)
  if (job.script.end === 'vanish' && state !== 'running')
    return send(response, 404, api.refusal(404, 'no such task'))
  send(response, endpoint.statusOf?.(state) ?? 200, endpoint.answer(job, state))
}

/** Counts a poll of a job and returns its state. */
const advance = (job: Job): JobState => {
  if (job.isCancelled) return 'cancel'
  job.polls += 1
  const { polls, end } = job.script
  if (job.polls <= polls || end === 'never') return 'running'
  return end === 'vanish' ? 'fail' : end
}

const submit = async (
  world: World,
  { api, body, request, response }: Call,
  answer: (job: Job) => unknown,
): Promise<void> => {
  world.submissions.push({ api: api.name, body })
  const script = readScript(body)
  const fault = faultOf(world, api.name + body, script)
  if (fault === 'cut') return void response.destroy()
  if (fault === 'hang') return
  if (typeof fault === 'number')
    return send(response, api.isAlways200 ? 200 : fault, api.refusal(fault, 'the script refuses'))
  const job = makeJob(world, { api, body, request }, script)
  world.jobs.set(job.id, job)
  if (fault === 'lose') return void response.destroy()
  send(response, 200, answer(job))
}

/** The fault for a submission, which happens `times` times for the same body. */
const faultOf = (world: World, asked: string, { submit: fault, times }: ReturnType<typeof readScript>) => {
  const count = world.refusals.get(asked) ?? 0
  if (fault === 'accept' || count >= times) return 'accept'
  world.refusals.set(asked, count + 1)
  return fault
}

const makeJob = (
  world: World,
  { api, body, request }: Pick<Call, 'api' | 'body' | 'request'>,
  script: ReturnType<typeof readScript>,
): Job => {
  const id = `${api.name}-job-${world.jobs.size + 1}`
  let place = 0
  return {
    id,
    script,
    body,
    path: request.url!,
    headers: request.headers as Record<string, string>,
    polls: 0,
    isCancelled: false,
    own: () => [`${world.url}/${api.name}${api.prefix}/files/${id}`],
    files: (extension, count = 1) => {
      place += 1
      return Array.from(
        { length: count },
        (_, index) => `${world.url}/files/${id}/${place}/${index}.${extension}`,
      )
    },
  }
}

const sendFile = (world: World, pathname: string, response: ServerResponse): void => {
  const [, , id = '', , name = ''] = pathname.split('/')
  const job = world.jobs.get(id)
  if (job === undefined) return send(response, 404, {})
  sendSample(response, job, name.split('.')[1]!)
}

const sendSample = (response: ServerResponse, { script }: Job, extension: string): void => {
  if (script.file === 'gone' || script.file === 'flaky') {
    const status = script.file === 'gone' ? 410 : 503
    script.file = 'ok'
    return send(response, status, {})
  }
  if (script.file === 'wrong') {
    response.writeHead(200, { 'content-type': 'video/mp4' }).end('<!doctype html><p>Sign in</p>')
    return
  }
  const { type, bytes } = sampleOf(extension)
  response
    .writeHead(200, { 'content-type': type, 'content-length': bytes.byteLength, 'set-cookie': 'upstream=1' })
    .end(bytes)
}

const send = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
