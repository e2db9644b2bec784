import { compact, objectOf, optionalText } from '../../json/object.ts'
import { acceptedWith, failed, unreadable } from '../failures.ts'
import { outputsAt, succeeded } from '../outputs.ts'
import { addressOf, imageOf, requireKnown } from '../require.ts'
import { progressOf, stateOf } from '../states.ts'
import { unsupported } from '../../canonical/losses.ts'
import type { TaskWire } from '../wire.ts'

const headers = { 'x-runway-version': '2024-11-06' }

/** It knows shapes in pixels only. */
const RATIOS: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    '16:9': '1280:720',
    '9:16': '720:1280',
    '1:1': '960:960',
  }),
)

const shapeOf = (size: string | undefined, ratio: string | undefined): string => {
  if (size !== undefined) return size.replace('x', ':')
  const shape = RATIOS.get(ratio ?? '16:9')
  if (shape === undefined)
    throw unsupported('aspect_ratio', `this model takes ${[...RATIOS.keys()].join(', ')}.`)
  return shape
}

/** `@runwayml/sdk` 4.20.1. A task must not be polled more than once in five seconds. */
export const runway: TaskWire = {
  types: ['video'],
  defaults: { seconds: 5 },
  pollIntervalMs: 5_000,
  usualMs: 60_000,
  submit: (task) => {
    requireKnown(task, {
      fields: ['seconds', 'size', 'aspectRatio', 'seed', 'hasAudio'],
      images: { first: 1 },
    })
    const image = imageOf(task, 'first')
    const value = compact({
      model: task.model,
      promptText: task.prompt,
      promptImage: image === undefined ? undefined : addressOf(image),
      ratio: shapeOf(task.size, task.aspectRatio),
      duration: task.seconds,
      seed: task.seed,
      audio: task.hasAudio,
    })
    const path = image === undefined ? '/v1/text_to_video' : '/v1/image_to_video'
    return { method: 'POST', path, headers, body: { type: 'json', value } }
  },
  readSubmitted: acceptedWith('id'),
  mostPerPoll: 1,
  poll: ([handle]) => ({ method: 'GET', path: `/v1/tasks/${handle!['id']}`, headers }),
  readPolled: (answer) => {
    const bad = unreadable(answer)
    if (bad !== null) return [bad]
    const task = objectOf(answer.body)
    switch (stateOf(task['status'])) {
      case 'succeeded':
        return [succeeded(outputsAt('video', task['output']))]
      case 'failed':
        return [failed(optionalText(task['failure']))]
      case 'cancelled':
        return [{ type: 'cancelled', isCharged: false }]
      case 'expired':
        return [{ type: 'expired' }]
      default:
        return [{ type: 'running', progress: progressOf(task['progress'], true) }]
    }
  },
  cancel: ({ id }) => ({ method: 'DELETE', path: `/v1/tasks/${id}`, headers }),
}
