import { createGoogle } from '@ai-sdk/google'
import { GoogleGenAI, type GenerateVideosOperation } from '@google/genai'
import { experimental_generateVideo as generateVideo } from 'ai'
import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import OpenAI from 'openai'
import { findPython } from '../../platform/find-python.ts'
import { WAYS } from '../../tasks/task-config.ts'

/** Providers of long tasks, by the model that is configured for each. */
export const VIDEO_MODELS = Object.keys(WAYS).filter((model) => WAYS[model]!.type === 'video')
/** Models with other results, which only `/v1/tasks` supports. */
export const OTHER_MODELS = Object.keys(WAYS).filter((model) => WAYS[model]!.type !== 'video')

export const PROVIDER_TITLES: Readonly<Record<string, string>> = {
  'test/openai-video': 'OpenAI’s shape',
  'test/veo': 'Veo (Gemini)',
  'test/veo-vertex': 'Veo (Vertex AI)',
  'test/openrouter': 'OpenRouter',
  'test/kling': 'Kling',
  'test/runway': 'Runway',
  'test/luma': 'Luma',
  'test/minimax': 'MiniMax',
  'test/seedance': 'Seedance',
  'test/replicate': 'Replicate',
  'test/fal': 'fal',
  'test/midjourney': 'Midjourney',
  'test/suno': 'Suno',
}

/** `baseUrl` ends with `/v1`. */
type Caller = { baseUrl: string; apiKey: string }

/** Creates a video with a model and downloads it. */
type Make = (caller: Caller, model: string) => Promise<Buffer>

const PROMPT = 'A timelapse of a blooming flower'
const POLL_MS = 50

const bytesOf = async (answer: Response): Promise<Buffer> => {
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  return Buffer.from(await answer.arrayBuffer())
}

const withOpenAi: Make = async ({ baseUrl, apiKey }, model) => {
  const { videos } = new OpenAI({ baseURL: baseUrl, apiKey, maxRetries: 0 })
  let video = await videos.create({ model: model as never, prompt: PROMPT })
  while (video.status === 'queued' || video.status === 'in_progress') {
    await sleep(POLL_MS)
    video = await videos.retrieve(video.id)
  }
  return bytesOf(await videos.downloadContent(video.id))
}

/** All in one run, because Python starts slowly. */
const makeWithPython = async ({ baseUrl, apiKey }: Caller): Promise<string[]> => {
  const script = fileURLToPath(new URL('make_videos.py', import.meta.url))
  const { stdout } = await promisify(execFile)(await findPython(), [script, ...VIDEO_MODELS], {
    env: { ...process.env, GPTGET_BASE_URL: baseUrl, GPTGET_API_KEY: apiKey },
    maxBuffer: 64 * 1024 * 1024,
  })
  return stdout.trim().split('\n')
}

const madeWithPython = new Map<string, Promise<string[]>>()

const withPython: Make = async (caller, model) => {
  const made = madeWithPython.get(caller.apiKey) ?? makeWithPython(caller)
  madeWithPython.set(caller.apiKey, made)
  return Buffer.from((await made)[VIDEO_MODELS.indexOf(model)]!, 'base64')
}

const originOf = ({ baseUrl }: Caller): string => new URL(baseUrl).origin

/**
 * The SDK supports videos with its provider for Google, but not with that for OpenAI. It refuses to download from this
 * machine, so it gets a `fetch` that does.
 */
const withVercel: Make = async (caller, model) => {
  const google = createGoogle({ baseURL: `${originOf(caller)}/v1beta`, apiKey: caller.apiKey })
  const { video } = await generateVideo({
    model: google.video(model),
    prompt: PROMPT,
    maxRetries: 0,
    poll: { intervalMs: POLL_MS },
    download: ({ url }) => downloadWith(url),
  })
  return Buffer.from(video.uint8Array)
}

const downloadWith = async (url: URL) => {
  const answer = await fetch(url)
  return {
    data: new Uint8Array(await bytesOf(answer)),
    mediaType: answer.headers.get('content-type') ?? undefined,
  }
}

const withGoogle: Make = async (caller, model) => {
  const { apiKey } = caller
  const google = new GoogleGenAI({ vertexai: true, apiKey, httpOptions: { baseUrl: originOf(caller) } })
  let operation: GenerateVideosOperation = await google.models.generateVideos({
    model,
    source: { prompt: PROMPT },
  })
  while (operation.done !== true) {
    await sleep(POLL_MS)
    operation = await google.operations.getVideosOperation({ operation })
  }
  const { uri } = operation.response!.generatedVideos![0]!.video!
  return bytesOf(await fetch(uri!, { headers: { 'x-goog-api-key': apiKey } }))
}

const curl = async ({ apiKey }: Caller, url: string, args: string[] = []): Promise<Buffer> => {
  const key = ['-H', `Authorization: Bearer ${apiKey}`]
  const options = { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 } as const
  return (await promisify(execFile)('curl', ['-s', '-f', url, ...key, ...args], options)).stdout
}

type Told = { id: string; status: string; result?: { url: string } }

const told = (bytes: Buffer): Told => JSON.parse(bytes.toString()) as Told

const followWithCurl = async (caller: Caller, at: string, body: object): Promise<Buffer> => {
  const collection = at === 'tasks' ? 'tasks' : 'videos'
  let seen = told(await curl(caller, `${caller.baseUrl}/${at}`, ['-d', JSON.stringify(body)]))
  while (seen.status === 'queued' || seen.status === 'in_progress') {
    await sleep(POLL_MS)
    seen = told(await curl(caller, `${caller.baseUrl}/${collection}/${seen.id}`))
  }
  return curl(caller, seen.result!.url)
}

/** The calls from the public page: create, poll and download. */
const withCurl: Make = (caller, model) =>
  followWithCurl(caller, 'video/generations', { model, prompt: PROMPT })

/** The same for any task. */
export const makeTask: Make = (caller, model) =>
  followWithCurl(caller, 'tasks', { type: WAYS[model]!.type, model, prompt: PROMPT })

/** In the order of the grid's columns. */
export const VIDEO_CLIENTS: readonly { title: string; make: Make }[] = [
  { title: 'openai', make: withOpenAi },
  { title: 'openai (Python)', make: withPython },
  { title: 'ai', make: withVercel },
  { title: '@google/genai', make: withGoogle },
  { title: 'curl', make: withCurl },
]
