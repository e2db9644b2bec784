import { objectOf, optionalText } from '../../json/object.ts'
import { failed, refusalOf, unreadable, withoutId } from '../failures.ts'
import { anyOutputs, succeeded } from '../outputs.ts'
import { stateOf } from '../states.ts'
import type { TaskWire } from '../wire.ts'
import { freeInputOf, kindOf, pixelsOf } from './free-input.ts'

/** A model is `owner/name`, or a version's 64 hexadecimal digits. */
const VERSION = /^[0-9a-f]{64}$/

/**
 * Replicate (`replicate` 1.4.0). Results are deleted after an hour. `canceled` is billed, `aborted` is not.
 * https://replicate.com/docs/reference/http
 */
export const replicate: TaskWire = {
  types: ['video', 'image', 'music'],
  defaults: {},
  pollIntervalMs: 3_000,
  usualMs: 60_000,
  submit: (task) => {
    const input: Record<string, unknown> = { ...freeInputOf(task), ...pixelsOf(task) }
    if (task.count !== undefined) input['num_outputs'] = task.count
    const news =
      task.webhookUrl === null ? {} : { webhook: task.webhookUrl, webhook_events_filter: ['completed'] }
    return VERSION.test(task.model)
      ? {
          method: 'POST',
          path: '/predictions',
          body: { type: 'json', value: { version: task.model, input, ...news } },
        }
      : {
          method: 'POST',
          path: `/models/${task.model}/predictions`,
          body: { type: 'json', value: { input, ...news } },
        }
  },
  readSubmitted: (answer, { type }) => {
    const id = optionalText(objectOf(answer.body)['id'])
    return (
      refusalOf(answer) ?? (id === undefined ? withoutId() : { type: 'accepted', handle: { id, kind: type } })
    )
  },
  mostPerPoll: 1,
  poll: ([handle]) => ({ method: 'GET', path: `/predictions/${handle!['id']}` }),
  readPolled: (answer, [handle]) => {
    const bad = unreadable(answer)
    if (bad !== null) return [bad]
    const { status, output, error } = objectOf(answer.body)
    switch (stateOf(status)) {
      case 'succeeded':
        return [succeeded(anyOutputs(output, kindOf(handle!)))]
      case 'failed':
        return [failed(optionalText(error))]
      case 'cancelled':
        return [{ type: 'cancelled', isCharged: status === 'canceled' }]
      default:
        return [{ type: 'running', progress: null }]
    }
  },
  // https://replicate.com/docs/topics/webhooks/verify-webhook
  webhook: {
    proof: {
      type: 'standard-webhooks',
      secret: {
        askedBy: { method: 'GET', path: '/webhooks/default/secret' },
        read: ({ body }) => optionalText(objectOf(body)['key']) ?? null,
      },
    },
  },
  cancel: ({ id }) => ({ method: 'POST', path: `/predictions/${id}/cancel` }),
}
