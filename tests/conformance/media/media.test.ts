import { TEST_HOST } from '@gptget/testkit'
import { convertSpeech, ffmpegOnce } from '@gptget/audio'
import { parseBuffer } from 'music-metadata'
import { execFile } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPython } from '../../platform/find-python.ts'
import { pngOf } from '../../platform/pictures.ts'
import { UPSTREAM_KEY } from '../../platform/scripted-config.ts'
import { humOf, wavOf } from '../../platform/sounds.ts'
import { usePlatform } from '../../platform/use-platform.ts'
import { ADAPTERS, answerOf, KINDS, modelOf, type Adapter, type Kind, type Made } from './adapters.ts'
import { CLIENTS, type Caller } from './clients.ts'

const SAMPLES = humOf(1)
const made: Made = {
  png: pngOf(32, 32),
  mp3: Buffer.alloc(0),
  wav: wavOf(SAMPLES),
  samples: SAMPLES,
  words: ['Hello', 'there.'],
  scores: [0.2, 0.9, 0.1],
}
const RANKED = '1 0 2'

const OUTPUTS: Record<Kind, string[]> = {
  image: ['image'],
  speech: ['speech'],
  transcript: ['transcription'],
  translation: ['transcription'],
  ranks: ['rerank'],
}

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})

/** Each kind of provider is a separate row, so that one row can have several URLs. */
const ALL = KINDS.flatMap((kind) => ADAPTERS[kind].map((adapter) => ({ kind, adapter })))

const world = usePlatform((upstream) => {
  const keyOf = ({ id }: Adapter): string =>
    id.startsWith('vertex')
      ? JSON.stringify({ client_email: 'a@b', private_key: privateKey, token_uri: `${upstream.url}/token` })
      : UPSTREAM_KEY
  const price = { input: 1, output: 1, per_image: 0.01, per_minute: 0.006, per_million_characters: 15 }
  const isFirst = ({ kind, adapter }: (typeof ALL)[number]): boolean =>
    ALL.find((other) => other.adapter.id === adapter.id)!.kind === kind
  return {
    config: {
      providers: Object.fromEntries(
        ALL.filter(isFirst).map(({ adapter }) => [
          adapter.id,
          { base_url: `${upstream.url}/${adapter.path}`, api_key: keyOf(adapter) },
        ]),
      ),
      models: Object.fromEntries(
        ALL.map(({ kind, adapter }) => [
          modelOf(kind, adapter),
          {
            routes: [{ provider: adapter.id, model: `${adapter.model}` }],
            price,
            output_modalities:
              kind === 'image' && adapter.id === 'gemini' ? ['text', 'image'] : OUTPUTS[kind],
          },
        ]),
      ),
    },
    env: { MEDIA_ALLOWED_HOSTS: TEST_HOST },
  }
})

let caller: Caller
const execute = promisify(execFile)

beforeAll(async () => {
  const ffmpeg = await ffmpegOnce({ env: process.env, report: () => {} })()
  const source = (async function* () {
    yield SAMPLES
  })()
  const signal = AbortSignal.timeout(60_000)
  const options = { ffmpeg, source: { type: 'samples', rateHz: 24_000 }, format: 'mp3', signal } as const
  made.mp3 = Buffer.concat(await Array.fromAsync(convertSpeech(source, options)))
  world.upstream.script({
    match: { path: /./ },
    choose: (request) => ({ steps: answerOf(request, world.upstream.url, made) }),
  })
  const folder = await mkdtemp(path.join(tmpdir(), 'gptget-media-grid-'))
  const { apiKey } = world.account
  caller = { baseUrl: world.platform.baseUrl, apiKey, wav: made.wav, folder, python: new Map() }
  await askPython()
}, 240_000)
afterAll(() => rm(caller.folder, { recursive: true, force: true }))

const askPython = async (): Promise<void> => {
  const asked = ALL.filter(({ kind }) => kind !== 'ranks').map(
    ({ kind, adapter }) => `${kind} ${modelOf(kind, adapter)}`,
  )
  const script = fileURLToPath(new URL('ask.py', import.meta.url))
  const { stdout } = await execute(await findPython(), [script, ...asked], {
    env: {
      ...process.env,
      GPTGET_BASE_URL: caller.baseUrl,
      GPTGET_API_KEY: caller.apiKey,
      GPTGET_TEST_WAV: made.wav.toString('base64'),
    },
    maxBuffer: 64 * 1024 * 1024,
  })
  for (const line of stdout.trim().split('\n')) {
    const [cell, came] = JSON.parse(line) as [string, string]
    caller.python.set(cell, came)
  }
}

/** The received content, as identified by third-party software. */
const seen = async (kind: Kind, came: Buffer | string): Promise<unknown> => {
  if (typeof came === 'string') return came
  if (kind === 'image') {
    const { format, width, height } = await sharp(came).metadata()
    return { format, width, height }
  }
  const { format } = await parseBuffer(came, undefined, { duration: true })
  return { codec: format.codec, seconds: Math.round(format.duration ?? 0) }
}

const EXPECTED: Record<Kind, unknown> = {
  image: { format: 'png', width: 32, height: 32 },
  speech: { codec: expect.stringContaining('Layer 3') as string, seconds: 1 },
  transcript: 'Hello there.',
  translation: 'Hello there.',
  ranks: RANKED,
}

describe.each(CLIENTS)('$title', (client) => {
  const cells = ALL.filter(
    ({ kind, adapter }) => client.asks[kind] && (client.only === undefined || client.only === adapter.id),
  )
  it.each(cells.map(({ kind, adapter }) => [kind, adapter.title, adapter] as const))(
    'receives %s from %s',
    async (kind, _title, adapter) => {
      const came = await client.asks[kind]!(caller, modelOf(kind, adapter))
      expect(await seen(kind, came)).toEqual(EXPECTED[kind])
    },
  )
})

/** A stream's header cannot contain its duration, so only some formats can be measured. */
const COUNTED = expect.closeTo(1, 0) as number
const FORMATS = {
  mp3: ['MPEG', COUNTED],
  opus: ['Ogg', COUNTED],
  aac: ['ADTS', COUNTED],
  flac: ['FLAC', expect.anything()],
  wav: ['WAVE', expect.anything()],
} as const

describe.each(ADAPTERS.speech.filter(({ id }) => id !== 'openai'))(
  'every file of speech by $title',
  (adapter) => {
    it.each(Object.entries(FORMATS))('is valid %s of the spoken duration', async (format, [named, long]) => {
      const answer = await fetch(`${caller.baseUrl}/audio/speech`, {
        method: 'POST',
        headers: { authorization: `Bearer ${caller.apiKey}` },
        body: JSON.stringify({
          model: modelOf('speech', adapter),
          input: 'Hello.',
          voice: 'alloy',
          response_format: format,
        }),
      })
      const sound = Buffer.from(await answer.arrayBuffer())
      const read = await parseBuffer(sound, undefined, { duration: true })
      const { container, duration = 0 } = read.format
      expect({ container, duration }).toEqual({
        container: expect.stringContaining(named) as string,
        duration: long as number,
      })
    })
  },
)
