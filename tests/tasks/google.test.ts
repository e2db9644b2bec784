import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { GoogleGenAI, VideoGenerationReferenceType } from '@google/genai'
import type { GenerateVideosOperation, GenerateVideosParameters } from '@google/genai'
import { beforeAll, describe, expect, it } from 'vitest'
import { findPython } from '../platform/find-python.ts'
import { pngOf } from '../platform/pictures.ts'
import { askTasks } from './ask-tasks.ts'
import { WAYS } from './task-config.ts'
import { useTaskPlatform } from './use-task-platform.ts'

const world = useTaskPlatform()
const origin = (): string => new URL(world.platform.baseUrl).origin

/** Google's SDKs create videos this way: they have `generateVideos` only for Vertex AI. */
const vertex = (more: object = {}): GoogleGenAI =>
  new GoogleGenAI({
    vertexai: true,
    apiKey: world.account.apiKey,
    httpOptions: { baseUrl: origin(), retryOptions: { attempts: 1 } },
    ...more,
  })

const generate = async (google: GoogleGenAI, asked: GenerateVideosParameters) => {
  let operation: GenerateVideosOperation = await google.models.generateVideos(asked)
  while (operation.done !== true) {
    await sleep(50)
    operation = await google.operations.getVideosOperation({ operation })
  }
  return operation
}

const askOf = (path: string, body?: object) =>
  askTasks(
    { baseUrl: origin(), apiKey: world.account.apiKey },
    body === undefined ? 'GET' : 'POST',
    path,
    body,
  )

const bytesAt = async (url: string) => {
  const answer = await fetch(url, { headers: { 'x-goog-api-key': world.account.apiKey } })
  return [answer.status, answer.headers.get('content-type'), (await answer.arrayBuffer()).byteLength > 1_000]
}

const VIDEO_MODELS = Object.keys(WAYS).filter((model) => WAYS[model]!.type === 'video')

describe('generateVideos of @google/genai', () => {
  it.each(VIDEO_MODELS)('makes a video of %s and finds it at an address of ours', async (model) => {
    const asked = { model, source: { prompt: 'a lighthouse {{polls=2}}' } }
    const { response, error, name } = await generate(vertex(), asked)
    expect(error).toBe(undefined)
    const { uri, mimeType } = response!.generatedVideos![0]!.video!
    expect(mimeType).toBe('video/mp4')
    expect(new URL(uri!).origin).toBe(origin())
    expect(await bytesAt(uri!)).toEqual([200, 'video/mp4', true])
    expect(name).toMatch(/^publishers\/test\/models\/[\w-]+\/operations\/vid_/)
  })

  it('passes every field of the request on', async () => {
    const image = { imageBytes: pngOf(8, 8).toString('base64'), mimeType: 'image/png' }
    await generate(vertex(), {
      model: 'test/veo',
      source: { prompt: 'a quay', image },
      config: {
        numberOfVideos: 1,
        durationSeconds: 4,
        aspectRatio: '9:16',
        resolution: '1080p',
        negativePrompt: 'rain',
        seed: 7,
        generateAudio: true,
        personGeneration: 'allow_adult',
        lastFrame: image,
        referenceImages: [{ image, referenceType: VideoGenerationReferenceType.ASSET }],
      },
    })
    const sent = JSON.parse(world.upstream.jobs().at(-1)!.body)
    const picture = { bytesBase64Encoded: image.imageBytes, mimeType: 'image/png' }
    expect(sent).toEqual({
      instances: [
        {
          prompt: 'a quay',
          image: picture,
          lastFrame: picture,
          referenceImages: [{ image: picture, referenceType: 'asset' }],
        },
      ],
      parameters: {
        sampleCount: 1,
        durationSeconds: 4,
        aspectRatio: '9:16',
        resolution: '1080p',
        negativePrompt: 'rain',
        seed: 7,
        generateAudio: true,
        personGeneration: 'allow_adult',
      },
    })
  })

  it('reports a failed or filtered video as Google does', async () => {
    const failed = await generate(vertex(), { model: 'test/veo', source: { prompt: 'a storm {{end=fail}}' } })
    expect(failed.error).toMatchObject({ code: 13, message: expect.not.stringContaining('example.com') })
    const refused = await generate(vertex(), {
      model: 'test/veo',
      source: { prompt: 'a crime {{end=refuse}}' },
    })
    expect(refused.error).toBe(undefined)
    expect(refused.response).toMatchObject({ raiMediaFilteredCount: 1 })
    expect(refused.response!.generatedVideos).toBe(undefined)
  })

  it('may name a project and a version, and the same client can chat', async () => {
    const google = vertex({ apiVersion: 'v1beta' })
    const { done } = await generate(google, { model: 'test/veo', source: { prompt: 'a harbour' } })
    expect(done).toBe(true)
    const path = '/v1beta1/projects/mine/locations/global/publishers/test/models/veo'
    const { body: operation } = await askOf(`${path}:predictLongRunning`, {
      instances: [{ prompt: 'a bay' }],
    })
    expect(operation.name).toMatch(
      /^projects\/mine\/locations\/global\/publishers\/test\/models\/veo\/operations\//,
    )
    // The provider has no chats. The test only checks that it received the request.
    const chat = google.models.generateContent({ model: 'test/veo', contents: 'Hello' })
    await expect(chat).rejects.toThrow(/veo-3:generateContent/)
  })
})

describe('long-running operations of the Gemini API', () => {
  it('are created and read under /v1beta/models, with the slash encoded too', async () => {
    for (const model of ['test/veo', 'test%2Fveo']) {
      const created = await askOf(`/v1beta/models/${model}:predictLongRunning`, {
        instances: [{ prompt: 'a lighthouse {{polls=1}}' }],
        parameters: { durationSeconds: 8 },
      })
      expect([created.status, created.body]).toEqual([
        200,
        { name: expect.stringMatching(/^models\/test\/veo\/operations\//) },
      ])
      const read = async () => (await askOf(`/v1beta/${created.body.name}`)).body
      await expect.poll(async () => (await read()).done, { timeout: 15_000 }).toBe(true)
      const [sample] = (await read()).response.generateVideoResponse.generatedSamples
      expect(await bytesAt(sample.video.uri)).toEqual([200, 'video/mp4', true])
    }
  })

  it('are refused in Google’s format, naming the field', async () => {
    const path = '/v1beta/models/test/veo:predictLongRunning'
    const asked = { instances: [{ prompt: 'x', image: { gcsUri: 'gs://bucket/image.png' } }] }
    const refused = await askOf(path, asked)
    expect([refused.status, refused.body.error.status]).toEqual([400, 'INVALID_ARGUMENT'])
    expect(refused.body.error.message).toContain('gcsUri')
    const missing = await askOf('/v1beta/models/test/veo/operations/vid_none')
    expect([missing.status, missing.body.error.status]).toEqual([404, 'NOT_FOUND'])
    const other = await world.platform.admin.createAccount()
    const { body: operation } = await askOf(path, { instances: [{ prompt: 'mine' }] })
    const theirs = await fetch(`${origin()}/v1beta/${operation.name}?key=${other.apiKey}`)
    expect(theirs.status).toBe(404)
  })
})

const IN_PYTHON = `
import sys, time
from google import genai
client = genai.Client(vertexai=True, api_key=sys.argv[2], http_options={"base_url": sys.argv[1]})
operation = client.models.generate_videos(model="test/veo", prompt="a pier", config={"duration_seconds": 4})
while not operation.done:
    time.sleep(0.05)
    operation = client.operations.get(operation)
print(operation.response.generated_videos[0].video.uri)
`

describe('generate_videos of google-genai', () => {
  let python = ''
  // It may have to be created first.
  beforeAll(async () => {
    python = await findPython()
  }, 300_000)

  it('creates a video whose URL is on our server', async () => {
    const { stdout } = await promisify(execFile)(python, ['-c', IN_PYTHON, origin(), world.account.apiKey])
    expect(await bytesAt(stdout.trim())).toEqual([200, 'video/mp4', true])
  }, 60_000)
})
