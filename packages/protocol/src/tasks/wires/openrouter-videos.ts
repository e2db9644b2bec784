import { arrayOf, compact, objectOf, optionalText } from '../../json/object.ts'
import { acceptedWith, failed, unreadable } from '../failures.ts'
import { succeeded } from '../outputs.ts'
import { addressOf, imageOf, imagesOf, ratioOf, requireKnown, resolutionOf } from '../require.ts'
import { stateOf } from '../states.ts'
import type { LoadedTaskImage, TaskWire, WireOutput } from '../wire.ts'

const frame = (image: LoadedTaskImage | undefined, type: string) =>
  image === undefined ? [] : [{ type: 'image_url', image_url: { url: addressOf(image) }, frame_type: type }]

/** `@openrouter/sdk` 1.3.19, VideoGeneration*; https://openrouter.ai/docs/api_reference/videos */
export const openRouterVideos: TaskWire = {
  types: ['video'],
  defaults: { seconds: 5, resolution: '720p' },
  pollIntervalMs: 10_000,
  usualMs: 120_000,
  submit: (task) => {
    requireKnown(task, {
      fields: ['seconds', 'size', 'aspectRatio', 'resolution', 'seed', 'hasAudio'],
      images: { first: 1, last: 1, reference: 4 },
    })
    const frames = [
      ...frame(imageOf(task, 'first'), 'first_frame'),
      ...frame(imageOf(task, 'last'), 'last_frame'),
    ]
    const references = imagesOf(task, 'reference').map((image) => ({
      type: 'image_url',
      image_url: { url: addressOf(image) },
    }))
    const value = compact({
      model: task.model,
      prompt: task.prompt,
      duration: task.seconds,
      aspect_ratio: ratioOf(task),
      resolution: resolutionOf(task),
      seed: task.seed,
      generate_audio: task.hasAudio,
      frame_images: frames.length === 0 ? undefined : frames,
      input_references: references.length === 0 ? undefined : references,
      previous_job_id: task.parent?.['id'],
      callback_url: task.webhookUrl ?? undefined,
    })
    return { method: 'POST', path: '/videos', body: { type: 'json', value } }
  },
  readSubmitted: acceptedWith('id'),
  mostPerPoll: 1,
  poll: ([handle]) => ({ method: 'GET', path: `/videos/${handle!['id']}` }),
  readPolled: (answer, [handle]) => {
    const bad = unreadable(answer)
    if (bad !== null) return [bad]
    const job = objectOf(answer.body)
    switch (stateOf(job['status'])) {
      case 'succeeded':
        return [succeeded(contentsOf(handle!['id']!, arrayOf(job['unsigned_urls']).length))]
      case 'failed':
        return [failed(optionalText(job['error']) ?? optionalText(objectOf(job['error'])['message']))]
      case 'cancelled':
        return [{ type: 'cancelled', isCharged: false }]
      case 'expired':
        return [{ type: 'expired' }]
      default:
        return [{ type: 'running', progress: null }]
    }
  },
  // https://openrouter.ai/docs/cookbook/video-generation/video-generation-webhooks
  webhook: { proof: { type: 'timed-hmac', header: 'x-openrouter-signature' } },
}

const contentsOf = (id: string, count: number): WireOutput[] =>
  Array.from({ length: count }, (_, index) => ({
    kind: 'video',
    variant: '',
    source: { type: 'path', path: `/videos/${id}/content?index=${index}` },
  }))
