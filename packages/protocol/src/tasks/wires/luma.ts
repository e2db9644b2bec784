import { unsupported } from '../../canonical/losses.ts'
import { compact, objectOf, optionalText } from '../../json/object.ts'
import { acceptedWith, failed, unreadable } from '../failures.ts'
import { outputsAt, succeeded } from '../outputs.ts'
import { imageOf, ratioOf, requireKnown, requireOneOf, resolutionOf } from '../require.ts'
import { stateOf } from '../states.ts'
import type { LoadedTaskImage, TaskWire } from '../wire.ts'

/** It fetches images itself and accepts none in the request. */
const keyframe = (image: LoadedTaskImage | undefined) => {
  if (image === undefined) return undefined
  if ('url' in image) return { type: 'image', url: image.url }
  throw unsupported(
    'input_reference',
    'this model takes the address of a picture on the public internet only.',
  )
}

/** `lumaai` 1.19.1, Dream Machine. */
export const luma: TaskWire = {
  types: ['video'],
  defaults: { seconds: 5, resolution: '720p' },
  pollIntervalMs: 5_000,
  usualMs: 90_000,
  submit: (task) => {
    requireKnown(task, {
      fields: ['seconds', 'size', 'aspectRatio', 'resolution'],
      images: { first: 1, last: 1 },
    })
    requireOneOf('seconds', task.seconds, [5, 9])
    const frames = compact({
      frame0: keyframe(imageOf(task, 'first')),
      frame1: keyframe(imageOf(task, 'last')),
    })
    const value = compact({
      model: task.model,
      prompt: task.prompt,
      aspect_ratio: ratioOf(task),
      resolution: resolutionOf(task),
      duration: `${task.seconds}s`,
      callback_url: task.webhookUrl ?? undefined,
      keyframes: Object.keys(frames).length === 0 ? undefined : frames,
    })
    return { method: 'POST', path: '/generations/video', body: { type: 'json', value } }
  },
  readSubmitted: acceptedWith('id'),
  mostPerPoll: 1,
  poll: ([handle]) => ({ method: 'GET', path: `/generations/${handle!['id']}` }),
  readPolled: (answer) => {
    const bad = unreadable(answer)
    if (bad !== null) return [bad]
    const generation = objectOf(answer.body)
    switch (stateOf(generation['state'])) {
      case 'succeeded':
        return [succeeded(outputsAt('video', objectOf(generation['assets'])['video']))]
      case 'failed':
        return [failed(optionalText(generation['failure_reason']))]
      default:
        return [{ type: 'running', progress: null }]
    }
  },
  webhook: { proof: { type: 'address' } },
}
