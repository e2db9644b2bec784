import { describe, expect, it } from 'vitest'
import type { LoadedTask } from '../wire.ts'
import { fal } from './fal.ts'
import { freeInputOf } from './free-input.ts'
import { replicate } from './replicate.ts'

const taskWith = (input: Record<string, unknown>): LoadedTask =>
  ({
    model: 'a/b',
    type: 'video',
    kind: 'video',
    prompt: 'A fox',
    images: [],
    input,
  }) as unknown as LoadedTask

/** What each of these providers gets as input. */
const inputsOf = (task: Partial<LoadedTask>): unknown[] => {
  const asked = { ...taskWith({}), webhookUrl: null, ...task }
  return [fal, replicate].map(({ submit }) => {
    const { value } = submit(asked).body as { value: Record<string, unknown> }
    return value['input'] ?? value
  })
}

describe('the fields that decide the price', () => {
  it('are sent as they are priced: the size of a video as its resolution, that of an image in pixels', () => {
    for (const input of inputsOf({ size: '1280x720', quality: 'high' }))
      expect(input).toMatchObject({ aspect_ratio: '16:9', resolution: '720p', quality: 'high' })
    expect(inputsOf({ type: 'image', size: '1024x768', count: 2 })).toEqual([
      expect.objectContaining({ image_size: { width: 1024, height: 768 }, num_images: 2 }),
      expect.objectContaining({ width: 1024, height: 768, num_outputs: 2 }),
    ])
  })
})

describe('a provider’s own fields', () => {
  it.each([
    ['duration', 'seconds'],
    ['duration_seconds', 'seconds'],
    ['seconds_total', 'seconds'],
    ['video_length', 'seconds'],
    ['num_frames', 'seconds'],
    ['num_images', 'n'],
    ['num_outputs', 'n'],
    ['num_samples', 'n'],
    ['max_images', 'n'],
    ['batch_size', 'n'],
    ['resolution', 'resolution'],
    ['size', 'size'],
    ['image_size', 'size'],
    ['width', 'size'],
    ['height', 'size'],
    ['megapixels', 'size'],
    ['quality', 'quality'],
    ['generate_audio', 'generate_audio'],
  ])('are refused if they multiply the price: %s', (name, ours) => {
    expect(() => freeInputOf(taskWith({ [name]: 100 }))).toThrow(`say it as "${ours}"`)
  })

  it.each(['fps', 'frames_per_second', 'frame_rate', 'upscale_factor'])(
    'are refused if nobody knows what they cost: %s',
    (name) => {
      expect(() => freeInputOf(taskWith({ [name]: 100 }))).toThrow(`input.${name}`)
    },
  )

  it('are passed on otherwise', () => {
    expect(freeInputOf(taskWith({ guidance_scale: 3 }))).toEqual({ prompt: 'A fox', guidance_scale: 3 })
  })
})
