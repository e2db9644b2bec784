import { objectOf, optionalText } from '../../json/object.ts'
import { failed, messageIn, refusalOf, unreadable, withoutId } from '../failures.ts'
import { anyOutputs, succeeded } from '../outputs.ts'
import { stateOf } from '../states.ts'
import type { TaskAnswer, TaskWire } from '../wire.ts'
import { freeInputOf, kindOf, pixelsOf } from './free-input.ts'

/** Requests are polled at the app, the first two segments of a model's name. */
const appOf = (model: string): string => model.split('/').slice(0, 2).join('/')

/**
 * fal's queue (`@fal-ai/client` 1.10.1). Its status is COMPLETED even for failures, so the result itself is requested:
 * 400 while it is not there, an error where it failed. https://docs.fal.ai/model-apis/model-endpoints/queue
 */
export const fal: TaskWire = {
  types: ['video', 'image', 'music'],
  defaults: {},
  pollIntervalMs: 3_000,
  usualMs: 60_000,
  submit: (task) => {
    const input = freeInputOf(task)
    if (task.count !== undefined) input['num_images'] = task.count
    const pixels = pixelsOf(task)
    if (pixels !== null) input['image_size'] = pixels
    const news = task.webhookUrl === null ? '' : `?fal_webhook=${encodeURIComponent(task.webhookUrl)}`
    return { method: 'POST', path: `/${task.model}${news}`, body: { type: 'json', value: input } }
  },
  readSubmitted: (answer, { type, model }) => {
    const id = optionalText(objectOf(answer.body)['request_id'])
    if (id === undefined) return refusalOf(answer) ?? withoutId()
    return refusalOf(answer) ?? { type: 'accepted', handle: { id, kind: type, app: appOf(model) } }
  },
  mostPerPoll: 1,
  poll: ([handle]) => ({ method: 'GET', path: `/${handle!['app']}/requests/${handle!['id']}` }),
  readPolled: (answer, [handle]) => {
    if (isUnderWay(answer)) return [{ type: 'running', progress: null }]
    if (answer.status === 400 || answer.status === 422) return [failed(messageIn(answer.body))]
    const bad = unreadable(answer)
    return [bad ?? succeeded(anyOutputs(answer.body, kindOf(handle!)))]
  },
  // https://docs.fal.ai/model-apis/model-endpoints/webhooks
  webhook: { proof: { type: 'fal-ed25519', keysUrl: 'https://rest.fal.ai/.well-known/jwks.json' } },
  cancel: ({ id, app }) => ({ method: 'PUT', path: `/${app}/requests/${id}/cancel` }),
}

const isUnderWay = ({ status, body }: TaskAnswer): boolean => {
  if (status === 202) return true
  const said = optionalText(objectOf(body)['status'])
  if (said !== undefined && stateOf(said) === 'running') return true
  return status === 400 && /in progress|in queue/i.test(messageIn(body) ?? '')
}
