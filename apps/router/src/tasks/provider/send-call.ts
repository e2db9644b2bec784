import type { TaskAnswer, TaskCall } from '@gptget/protocol'
import { endpointUrl, readWholeBody, requestHeaders } from '@gptget/providers'
import type { UpstreamAnswer } from '@gptget/providers'
import { requireFewValues } from '../../bodies/require-few-values.ts'
import { writeForm } from '../../bodies/write-form.ts'
import type { RouterContext } from '../../context.ts'
import type { TaskProvider } from './route-of-task.ts'

/** `isSent`: the provider may have received it, although there was no answer. */
export type Sent = { type: 'answered'; answer: TaskAnswer } | { type: 'lost'; isSent: boolean; error: Error }

/** A call below a provider's base URL, or at another known URL of the provider. */
export type Call = TaskCall | (Omit<TaskCall, 'path'> & { url: string })

const TIMEOUT_MS = 60_000
const MAX_ANSWER_BYTES = 128 * 1024 * 1024

/** Makes one call to a provider and reads its whole answer. */
export const sendCall = async (
  { transport }: Pick<RouterContext, 'transport'>,
  asked: TaskProvider & { model: string },
  call: Call,
  timeoutMs = TIMEOUT_MS,
): Promise<Sent> => {
  const state = { isSent: false }
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const onSent = (): void => {
      state.isSent = true
    }
    const answer = await openCall({ transport }, asked, call, { signal, onSent })
    const bytes = await readWholeBody(answer.body, MAX_ANSWER_BYTES)
    requireFewValues(bytes)
    return { type: 'answered', answer: { status: answer.status, body: parsed(bytes.toString()) } }
  } catch (error) {
    return { type: 'lost', isSent: state.isSent, error: error as Error }
  }
}

/** Makes one call, and resolves when its answer begins. */
export const openCall = (
  { transport }: Pick<RouterContext, 'transport'>,
  { provider, credential, model }: TaskProvider & { model: string },
  call: Call,
  more: { signal: AbortSignal; onSent?: () => void },
): Promise<UpstreamAnswer> => {
  const { method, headers, body } = call
  const written =
    body === undefined
      ? { body: Buffer.alloc(0) }
      : body.type === 'json'
        ? { body: Buffer.from(JSON.stringify(body.value)) }
        : writeForm(body)
  const { 'content-type': jsonType, ...common } = requestHeaders(provider, credential, {})
  const contentType = 'contentType' in written ? written.contentType : jsonType!
  return transport.send(provider, {
    url: 'url' in call ? call.url : endpointUrl(provider, model, call.path),
    method,
    credential,
    headers: {
      ...common,
      ...headers,
      ...(body === undefined ? {} : { 'content-type': contentType }),
    },
    body: written.body,
    ...more,
  })
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
