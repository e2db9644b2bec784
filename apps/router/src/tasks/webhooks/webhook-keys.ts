import { PublicError } from '@gptget/errors'
import type { TaskAnswer, TaskCall } from '@gptget/protocol'
import type { Provider } from '@gptget/providers'
import type { JsonWebKey } from 'node:crypto'
import { z } from 'zod'
import type { RouterContext } from '../../context.ts'
import type { TaskProvider } from '../provider/route-of-task.ts'
import { sendCall, type Call } from '../provider/send-call.ts'

type Asking = Pick<RouterContext, 'transport' | 'now'>

const TIMEOUT_MS = 10_000
/** Keys rarely change. A signature that does not match may be made with a new key. */
const KEPT_MS = 86_400_000
/** Limits how often calls with wrong signatures cause a fetch. */
const ASKED_EVERY_MS = 60_000

/** The answer and its time, by provider and key. A reload of the configuration creates new providers. */
const KNOWN = new WeakMap<Provider, Map<string, { value: unknown; atMs: number }>>()

/**
 * Whether a call matches the secret that its provider returns to the owner of the key.
 * @throws PublicError if the secret cannot be fetched
 */
export const secretOf = (
  context: Asking,
  provider: TaskProvider,
  askedBy: TaskCall,
  read: (answer: TaskAnswer) => string | null,
  fits: (secret: string) => boolean,
): Promise<boolean> => withKnown(context, provider, askedBy, read, fits)

const keySet = z.object({ keys: z.array(z.record(z.string(), z.unknown())) })

/** The same with the public keys of a provider. */
export const publicKeysOf = (
  context: Asking,
  provider: TaskProvider,
  keysUrl: string,
  fits: (keys: JsonWebKey[]) => boolean,
): Promise<boolean> => {
  const url = provider.provider.webhookKeysUrl ?? keysUrl
  // The keys are public, so our key is not sent.
  const anyone = { ...provider, credential: null }
  return withKnown(context, anyone, { method: 'GET', url }, keysIn, fits)
}

const keysIn = ({ body }: TaskAnswer): JsonWebKey[] | null => {
  const { data } = keySet.safeParse(body)
  return data === undefined ? null : data.keys.filter(({ crv }) => crv === 'Ed25519')
}

const withKnown = async <Value>(
  context: Asking,
  provider: TaskProvider,
  call: Call,
  read: (answer: TaskAnswer) => Value | null,
  fits: (value: Value) => boolean,
): Promise<boolean> => {
  const known = KNOWN.get(provider.provider) ?? new Map<string, { value: unknown; atMs: number }>()
  KNOWN.set(provider.provider, known)
  const name = provider.credential ?? ''
  const before = known.get(name)
  const ageMs = before === undefined ? Infinity : context.now() - before.atMs
  if (before !== undefined && ageMs < KEPT_MS && fits(before.value as Value)) return true
  if (ageMs < ASKED_EVERY_MS) return false
  const sent = await sendCall(context, { ...provider, model: '' }, call, TIMEOUT_MS)
  const value = sent.type === 'answered' && sent.answer.status === 200 ? read(sent.answer) : null
  if (value === null)
    throw new PublicError('provider_unavailable', 'The provider did not return the key of its webhooks.')
  known.set(name, { value, atMs: context.now() })
  return fits(value)
}
