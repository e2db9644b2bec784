import { compact, objectOf, optionalText } from '../../json/object.ts'
import { acceptedWith, failed, unreadable } from '../failures.ts'
import { imageOf, requireKnown } from '../require.ts'
import { progressOf, stateOf } from '../states.ts'
import type { LoadedTask, TaskBody, TaskWire } from '../wire.ts'

/**
 * OpenAI's Videos, which OpenAI has ended but gateways still use among each other.
 * `openai` 7.57.0, resources/videos.d.ts; `POST /videos` accepts a form, or JSON without a file.
 */
export const openAiVideos: TaskWire = {
  types: ['video'],
  defaults: { seconds: 4, size: '720x1280' },
  pollIntervalMs: 5_000,
  usualMs: 120_000,
  submit: (task) => {
    requireKnown(task, { fields: ['seconds', 'size'], images: { first: 1 } })
    const remixed = task.parent?.['id']
    return remixed === undefined
      ? { method: 'POST', path: '/videos', body: bodyOf(task) }
      : {
          method: 'POST',
          path: `/videos/${remixed}/remix`,
          body: { type: 'json', value: { prompt: task.prompt } },
        }
  },
  readSubmitted: acceptedWith('id'),
  mostPerPoll: 1,
  poll: ([handle]) => ({ method: 'GET', path: `/videos/${handle!['id']}` }),
  readPolled: (answer, [handle]) => {
    const bad = unreadable(answer)
    if (bad !== null) return [bad]
    const video = objectOf(answer.body)
    const error = objectOf(video['error'])
    switch (stateOf(video['status'])) {
      case 'succeeded':
        return [
          {
            type: 'succeeded',
            outputs: [
              {
                kind: 'video',
                variant: '',
                source: { type: 'path', path: `/videos/${handle!['id']}/content` },
              },
            ],
            quantities: {},
            details: {},
          },
        ]
      case 'failed':
        return [failed(optionalText(error['message']))]
      case 'cancelled':
        return [{ type: 'cancelled', isCharged: false }]
      case 'expired':
        return [{ type: 'expired' }]
      default:
        return [{ type: 'running', progress: progressOf(video['progress']) }]
    }
  },
  // Events `video.completed` and `video.failed`: https://developers.openai.com/api/docs/guides/webhooks
  webhook: {
    proof: { type: 'standard-webhooks', secret: null },
    taskIn: (body) => optionalText(objectOf(objectOf(body)['data'])['id']) ?? null,
  },
}

const bodyOf = (task: LoadedTask): TaskBody => {
  const fields = compact({
    model: task.model,
    prompt: task.prompt,
    seconds: task.seconds === undefined ? undefined : String(task.seconds),
    size: task.size,
  })
  const image = imageOf(task, 'first')
  if (image === undefined) return { type: 'json', value: fields }
  if ('url' in image) return { type: 'json', value: { ...fields, input_reference: { image_url: image.url } } }
  return {
    type: 'form',
    fields: Object.entries(fields).map(([name, value]) => [name, String(value)]),
    files: [{ name: 'input_reference', base64: image.base64, mediaType: image.mediaType }],
  }
}
