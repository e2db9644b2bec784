import { fileTypeFromBuffer } from 'file-type'
import { describe, expect, it } from 'vitest'
import { useTaskPlatform } from '../../tasks/use-task-platform.ts'
import { makeTask, OTHER_MODELS, VIDEO_CLIENTS, VIDEO_MODELS } from './videos.ts'

const world = useTaskPlatform()
const caller = () => ({ baseUrl: world.platform.baseUrl, apiKey: world.account.apiKey })

/** What a reader that is not ours says that it is. */
const typeOf = async (bytes: Buffer) => (await fileTypeFromBuffer(bytes))?.mime

describe.each(VIDEO_CLIENTS)('$title', ({ make }) => {
  it.each(VIDEO_MODELS)('makes a video of %s and downloads it', async (model) => {
    expect(await typeOf(await make(caller(), model))).toBe('video/mp4')
  })
})

describe('curl', () => {
  it.each(OTHER_MODELS)('has a task of %s done and fetches it', async (model) => {
    expect(await typeOf(await makeTask(caller(), model))).toMatch(/^(image\/png|audio\/mpeg)$/)
  })
})
