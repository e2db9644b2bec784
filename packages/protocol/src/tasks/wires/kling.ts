import { arrayOf, compact, objectOf, optionalText } from '../../json/object.ts'
import { failed, refusalByCode, refusalOf, unreadable, withoutId } from '../failures.ts'
import { outputsAt, succeeded } from '../outputs.ts'
import { imageOf, ratioOf, requireKnown, requireOneOf } from '../require.ts'
import { stateOf } from '../states.ts'
import type { LoadedTask, LoadedTaskImage, TaskAnswer, TaskWire } from '../wire.ts'

/** Bytes are base64 without a `data:` prefix. */
const pictureOf = (image: LoadedTaskImage | undefined): string | undefined => {
  if (image === undefined) return undefined
  return 'url' in image ? image.url : image.base64
}

const kindOf = (task: LoadedTask): string =>
  imageOf(task, 'first') === undefined ? 'text2video' : 'image2video'

const dataOf = ({ body }: TaskAnswer) => objectOf(objectOf(body)['data'])

/**
 * Kling. The path of a poll is that of the submission. Our id is sent as `external_task_id`, to find a task
 * after a submission without an answer. https://app.klingai.com/global/dev/document-api/apiReference/model/textToVideo
 */
export const kling: TaskWire = {
  types: ['video'],
  defaults: { seconds: 5 },
  pollIntervalMs: 10_000,
  usualMs: 180_000,
  submit: (task) => {
    requireKnown(task, {
      fields: ['seconds', 'size', 'aspectRatio', 'negativePrompt', 'quality', 'hasAudio'],
      images: { first: 1, last: 1 },
    })
    requireOneOf('seconds', task.seconds, [5, 10])
    requireOneOf('quality', task.quality, ['std', 'pro'])
    const value = compact({
      model_name: task.model,
      prompt: task.prompt,
      negative_prompt: task.negativePrompt,
      duration: task.seconds === undefined ? undefined : String(task.seconds),
      mode: task.quality,
      aspect_ratio: ratioOf(task),
      sound: task.hasAudio === undefined ? undefined : task.hasAudio ? 'on' : 'off',
      image: pictureOf(imageOf(task, 'first')),
      image_tail: pictureOf(imageOf(task, 'last')),
      external_task_id: task.taskId,
      callback_url: task.webhookUrl ?? undefined,
    })
    return { method: 'POST', path: `/v1/videos/${kindOf(task)}`, body: { type: 'json', value } }
  },
  readSubmitted: (answer, task) => {
    const refusal = refusalOf(answer)
    if (refusal !== null) return refusal
    const { code, message } = objectOf(answer.body)
    if (typeof code === 'number' && code !== 0)
      return refusalByCode(code >= 1302 && code <= 1304 ? 429 : code, optionalText(message))
    const id = optionalText(dataOf(answer)['task_id'])
    return id === undefined ? withoutId() : { type: 'accepted', handle: { id, kind: kindOf(task) } }
  },
  mostPerPoll: 1,
  poll: ([handle]) => ({ method: 'GET', path: `/v1/videos/${handle!['kind']}/${handle!['id']}` }),
  readPolled: (answer) => {
    const bad = unreadable(answer)
    if (bad !== null) return [bad]
    const task = dataOf(answer)
    switch (stateOf(task['task_status'])) {
      case 'succeeded':
        return [succeeded(outputsAt('video', arrayOf(objectOf(task['task_result'])['videos'])))]
      case 'failed':
        return [failed(optionalText(task['task_status_msg']))]
      case 'cancelled':
        return [{ type: 'cancelled', isCharged: false }]
      case 'expired':
        return [{ type: 'expired' }]
      default:
        return [{ type: 'running', progress: null }]
    }
  },
  webhook: { proof: { type: 'address' } },
  find: (task) => ({ method: 'GET', path: `/v1/videos/${kindOf(task)}/${task.taskId}` }),
  readFound: (answer, task) => {
    const id = optionalText(dataOf(answer)['task_id'])
    return id === undefined ? null : { id, kind: kindOf(task) }
  },
}
