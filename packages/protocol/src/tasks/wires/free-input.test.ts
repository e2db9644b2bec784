import { describe, expect, it } from 'vitest'
import type { LoadedTask } from '../wire.ts'
import { freeInputOf } from './free-input.ts'

const taskWith = (input: Record<string, unknown>): LoadedTask =>
  ({
    model: 'a/b',
    type: 'video',
    kind: 'video',
    prompt: 'A fox',
    images: [],
    input,
  }) as unknown as LoadedTask

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
  ])('are refused if they multiply the price: %s', (name, ours) => {
    expect(() => freeInputOf(taskWith({ [name]: 100 }))).toThrow(`say it as "${ours}"`)
  })

  it('are passed on otherwise', () => {
    expect(freeInputOf(taskWith({ guidance_scale: 3 }))).toEqual({ prompt: 'A fox', guidance_scale: 3 })
  })
})
