import { fileTypeFromBuffer } from 'file-type'
import { describe, expect, it } from 'vitest'
import { useTaskPlatform } from '../../tasks/use-task-platform.ts'
import { makeTask, OTHER_MODELS, VIDEO_CLIENTS, VIDEO_MODELS } from './videos.ts'

const world = useTaskPlatform()
const caller = () => ({ baseUrl: world.platform.baseUrl, apiKey: world.account.apiKey })

/** The media type, as identified by third-party software. */
const typeOf = async (bytes: Buffer) => (await fileTypeFromBuffer(bytes))?.mime

// Tasks wait for their next poll most of the time.
describe.concurrent.each(VIDEO_CLIENTS)('$title', ({ make }) => {
  it.each(VIDEO_MODELS)('creates a video with %s and downloads it', async (model) => {
    expect(await typeOf(await make(caller(), model))).toBe('video/mp4')
  })
})

describe.concurrent('curl', () => {
  it.each(OTHER_MODELS)('completes a task with %s and downloads its result', async (model) => {
    expect(await typeOf(await makeTask(caller(), model))).toMatch(/^(image\/png|audio\/mpeg)$/)
  })
})
