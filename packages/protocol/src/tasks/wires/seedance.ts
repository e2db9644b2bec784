import { compact, objectOf } from '../../json/object.ts'
import { acceptedWith, failed, messageIn, unreadable } from '../failures.ts'
import { outputsAt, succeeded } from '../outputs.ts'
import { addressOf, imageOf, imagesOf, ratioOf, requireKnown, resolutionOf } from '../require.ts'
import { stateOf } from '../states.ts'
import type { LoadedTask, LoadedTaskImage, TaskWire } from '../wire.ts'

const part = (image: LoadedTaskImage | undefined, role: string) =>
  image === undefined ? [] : [{ type: 'image_url', image_url: { url: addressOf(image) }, role }]

/** A map, because a provider's value may be the name of an object's built-in property. */
const PIXELS: ReadonlyMap<string, number> = new Map(
  Object.entries<number>({
    '480p': 864 * 480,
    '720p': 1_280 * 720,
    '1080p': 1_920 * 1_088,
  }),
)
const LARGEST_PIXELS = 1_920 * 1_088
const FRAMES_PER_SECOND = 24

/** Tokens are width × height × frames per second × seconds / 1024: BytePlus, "Video generation pricing". */
const tokensOf = (task: LoadedTask): number => {
  const pixels = PIXELS.get(resolutionOf(task) ?? '') ?? LARGEST_PIXELS
  return Math.ceil((pixels * FRAMES_PER_SECOND * (task.seconds ?? 5)) / 1_024)
}

/** Seedance at Volcengine and BytePlus: billed by tokens. https://docs.byteplus.com/en/docs/ModelArk/1520757 */
export const seedance: TaskWire = {
  types: ['video'],
  defaults: { seconds: 5, resolution: '720p' },
  pollIntervalMs: 10_000,
  usualMs: 120_000,
  estimate: (task) => ({ output_tokens: tokensOf(task) }),
  submit: (task) => {
    requireKnown(task, {
      fields: ['seconds', 'size', 'aspectRatio', 'resolution', 'seed', 'hasAudio'],
      images: { first: 1, last: 1, reference: 4 },
    })
    const value = compact({
      model: task.model,
      content: [
        { type: 'text', text: task.prompt },
        ...part(imageOf(task, 'first'), 'first_frame'),
        ...part(imageOf(task, 'last'), 'last_frame'),
        ...imagesOf(task, 'reference').flatMap((image) => part(image, 'reference_image')),
      ],
      resolution: resolutionOf(task),
      ratio: ratioOf(task),
      duration: task.seconds,
      seed: task.seed,
      generate_audio: task.hasAudio,
      callback_url: task.webhookUrl ?? undefined,
    })
    return { method: 'POST', path: '/contents/generations/tasks', body: { type: 'json', value } }
  },
  readSubmitted: acceptedWith('id'),
  mostPerPoll: 1,
  poll: ([handle]) => ({ method: 'GET', path: `/contents/generations/tasks/${handle!['id']}` }),
  readPolled: (answer) => {
    const bad = unreadable(answer)
    if (bad !== null) return [bad]
    const task = objectOf(answer.body)
    switch (stateOf(task['status'])) {
      case 'succeeded': {
        const tokens = objectOf(task['usage'])['completion_tokens']
        const quantities: Record<string, number> = typeof tokens === 'number' ? { output_tokens: tokens } : {}
        return [succeeded(outputsAt('video', objectOf(task['content'])['video_url']), { quantities })]
      }
      case 'failed':
        return [failed(messageIn(task))]
      case 'cancelled':
        return [{ type: 'cancelled', isCharged: false }]
      case 'expired':
        return [{ type: 'expired' }]
      default:
        return [{ type: 'running', progress: null }]
    }
  },
  webhook: { proof: { type: 'address' } },
  // Only a queued task is cancelled. A running one continues, as a poll shows.
  cancel: ({ id }) => ({ method: 'DELETE', path: `/contents/generations/tasks/${id}` }),
}
