import {
  createHash,
  createHmac,
  generateKeyPairSync,
  randomUUID,
  sign,
  type KeyPairKeyObjectResult,
} from 'node:crypto'
import type { Job } from './apis/api.ts'

/** What the providers sign their webhooks with: known to them, and not to who forges one. */
export type SigningSecrets = { text: string; pair: KeyPairKeyObjectResult }

export const newSecrets = (): SigningSecrets => ({
  text: `whsec_${Buffer.from(randomUUID()).toString('base64')}`,
  pair: generateKeyPairSync('ed25519'),
})

type Headers = Record<string, string>
type Signing = (secrets: SigningSecrets, body: string) => Headers

const seconds = (): string => String(Math.floor(Date.now() / 1_000))

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
const standard: Signing = ({ text }, body) => {
  const [id, time] = [`msg_${randomUUID()}`, seconds()]
  const key = Buffer.from(text.slice('whsec_'.length), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': `v1,${signature}` }
}

/** https://openrouter.ai/docs/cookbook/video-generation/video-generation-webhooks */
const timed: Signing = ({ text }, body) => {
  const time = seconds()
  const signature = createHmac('sha256', text).update(`${time},${body}`).digest('hex')
  return { 'x-openrouter-signature': `t=${time},v1=${signature}` }
}

/** https://docs.fal.ai/model-apis/model-endpoints/webhooks */
const ed25519: Signing = ({ pair }, body) => {
  const [request, user, time] = [randomUUID(), 'user-1', seconds()]
  const content = [request, user, time, createHash('sha256').update(body).digest('hex')].join('\n')
  return {
    'x-fal-webhook-request-id': request,
    'x-fal-webhook-user-id': user,
    'x-fal-webhook-timestamp': time,
    'x-fal-webhook-signature': sign(null, Buffer.from(content), pair.privateKey).toString('hex'),
  }
}

const unsigned: Signing = () => ({})

type Webhook = {
  /** The address that came with a submission; null where it is set up for the whole account. */
  urlIn: ((job: Job) => string | undefined) | null
  sign: Signing
  bodyOf: (job: Job) => object
}

const fieldIn =
  (name: string) =>
  ({ body }: Job) =>
    (JSON.parse(body) as Record<string, string>)[name]

/** How each provider says that a task has news, as its documents have it. */
const WEBHOOKS: Readonly<Record<string, Webhook>> = {
  replicate: {
    urlIn: fieldIn('webhook'),
    sign: standard,
    bodyOf: ({ id }) => ({ id, status: 'succeeded' }),
  },
  fal: {
    urlIn: ({ path }) => new URL(path, 'http://none').searchParams.get('fal_webhook') ?? undefined,
    sign: ed25519,
    bodyOf: ({ id }) => ({ request_id: id, status: 'OK', payload: {} }),
  },
  openrouter: {
    urlIn: fieldIn('callback_url'),
    sign: timed,
    bodyOf: ({ id }) => ({ type: 'video.generation.completed', data: { id, status: 'completed' } }),
  },
  'openai-videos': {
    urlIn: null,
    sign: standard,
    bodyOf: ({ id }) => ({ id: 'evt_1', object: 'event', type: 'video.completed', data: { id } }),
  },
  kling: {
    urlIn: fieldIn('callback_url'),
    sign: unsigned,
    bodyOf: ({ id }) => ({ task_id: id, task_status: 'succeed' }),
  },
  luma: { urlIn: fieldIn('callback_url'), sign: unsigned, bodyOf: ({ id }) => ({ id, state: 'completed' }) },
  minimax: {
    urlIn: fieldIn('callback_url'),
    sign: unsigned,
    bodyOf: ({ id }) => ({ task_id: id, status: 'Success', challenge: 'said back' }),
  },
  seedance: {
    urlIn: fieldIn('callback_url'),
    sign: unsigned,
    bodyOf: ({ id }) => ({ id, status: 'succeeded' }),
  },
  midjourney: {
    urlIn: fieldIn('notifyHook'),
    sign: unsigned,
    bodyOf: ({ id }) => ({ id, status: 'SUCCESS' }),
  },
}

/** Calls the address of a job, as its provider does when it has ended. */
export const callWebhook = (
  api: string,
  job: Job,
  secrets: SigningSecrets,
  to: (told: string | undefined) => string,
): Promise<Response> => {
  const { urlIn, sign: signed, bodyOf } = WEBHOOKS[api]!
  const told = urlIn?.(job)
  if (urlIn !== null && told === undefined) throw new Error(`${api} was told no address for ${job.id}`)
  const body = JSON.stringify(bodyOf(job))
  return fetch(to(told), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...signed(secrets, body) },
    body,
  })
}
