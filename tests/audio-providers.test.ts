import {
  deepgramAnswer,
  elevenLabsSpeechAnswer,
  elevenLabsTranscriptAnswer,
  openAiSpeechAnswer,
  openAiTimedAnswer,
  openAiTranscriptAnswer,
  readSentForm,
  respond,
  type RecordedRequest,
  type Step,
} from '@gptget/testkit'
import { fileTypeFromBuffer } from 'file-type'
import { toFile } from 'openai'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { nano, readReceipt } from './platform/receipts.ts'
import { UPSTREAM_KEY } from './platform/scripted-config.ts'
import { humOf, wavOf } from './platform/sounds.ts'
import { usePlatform } from './platform/use-platform.ts'

const SAMPLES = humOf(1)
const WAV = wavOf(humOf(2))
const MP3 = Buffer.from('ID3 spoken')

const world = usePlatform((upstream) => {
  const at = (path: string) => ({ base_url: `${upstream.url}/${path}`, api_key: UPSTREAM_KEY })
  const model = (provider: string, output: string, price: object, more: object = {}) => ({
    routes: [{ provider, model: 'upstream-audio' }],
    price,
    output_modalities: [output],
    ...more,
  })
  const byCharacter = { per_million_characters: 100 }
  const byMinute = { per_minute: 0.006 }
  return {
    config: {
      // The names select the rows in packages/providers, which define the format of their requests.
      providers: {
        elevenlabs: at('elevenlabs/v1'),
        deepgram: at('deepgram/v1'),
        groq: at('groq/openai/v1'),
      },
      models: {
        'elevenlabs/eleven': model('elevenlabs', 'speech', byCharacter),
        'groq/orpheus': model('groq', 'speech', byCharacter, { voices: ['hannah', 'troy'] }),
        'elevenlabs/scribe': model('elevenlabs', 'transcription', byMinute),
        'deepgram/nova': model('deepgram', 'transcription', byMinute),
        'groq/whisper': model('groq', 'transcription', byMinute),
        'test/speakers': {
          routes: [
            { provider: 'groq', model: 'upstream-audio', weight: 1_000 },
            { provider: 'deepgram', model: 'upstream-audio' },
          ],
          price: byMinute,
          output_modalities: ['transcription'],
        },
      },
    },
  }
})

const SAID = [
  { text: 'Hello', who: 0 },
  { text: 'there.', who: 0 },
  { text: 'Hi!', who: 1 },
]
const deeds: Record<string, (request: RecordedRequest) => Step[]> = {}
beforeAll(() =>
  world.upstream.script({
    match: { path: /^\/(elevenlabs|deepgram|groq)/ },
    choose: (request) => ({ steps: deeds[request.path.split('/')[1]!]!(request) }),
  }),
)
beforeEach(() =>
  Object.assign(deeds, {
    elevenlabs: ({ path }: RecordedRequest) => {
      if (path.includes('speech-to-text'))
        return elevenLabsTranscriptAnswer(SAID.map(({ text, who }) => ({ text, speaker: `speaker_${who}` })))
      return path.includes('pcm_')
        ? elevenLabsSpeechAnswer([SAMPLES], 'audio/pcm')
        : elevenLabsSpeechAnswer([MP3])
    },
    deepgram: ({ path }: RecordedRequest) =>
      deepgramAnswer(
        SAID.map(({ text, who }) => (path.includes('diarize') ? { text, speaker: who } : { text })),
      ),
    groq: ({ path, body }: RecordedRequest) => {
      if (path.endsWith('/speech')) return openAiSpeechAnswer([wavOf(SAMPLES)], 'audio/wav')
      const isTimed = body.toString('latin1').includes('verbose_json')
      return isTimed ? openAiTimedAnswer(['Hello there.', 'Hi!']) : openAiTranscriptAnswer('Hello there. Hi!')
    },
  }),
)

const sent = (): RecordedRequest => world.upstream.requests().at(-1)!
const speak = (fields: object): Promise<Response> =>
  fetch(`${world.platform.baseUrl}/audio/speech`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.account.apiKey}` },
    body: JSON.stringify({ input: 'Hello there.', voice: 'alloy', ...fields }),
  })
const bytesOf = async (answer: Response): Promise<Buffer> => Buffer.from(await answer.arrayBuffer())
const hear = async (fields: Record<string, string>, path = '/audio/transcriptions'): Promise<Response> => {
  const body = new FormData()
  body.append('file', new Blob([new Uint8Array(WAV)]), 'speech.wav')
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  return fetch(world.platform.baseUrl + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.account.apiKey}` },
    body,
  })
}
const costOf = async (answer: Response): Promise<number> => {
  await answer.arrayBuffer()
  const id = answer.headers.get('x-generation-id')!
  return nano((await readReceipt(world.platform.baseUrl, world.account.apiKey, id)).total_cost)
}

describe('speech of ElevenLabs', () => {
  const model = 'elevenlabs/eleven'

  it('is requested at the path of a voice, by OpenAI’s names, its own names or an id', async () => {
    const asked = { alloy: 'EXAVITQu4vr4xnSDxMaL', George: 'JBFqnCBsd6RMkjVDRZzb', cloned_1: 'cloned_1' }
    for (const [voice, id] of Object.entries(asked)) {
      expect((await bytesOf(await speak({ model, voice }))).equals(MP3)).toBe(true)
      expect(sent()).toMatchObject({
        path: `/elevenlabs/v1/text-to-speech/${id}/stream?output_format=mp3_44100_128`,
        json: { text: 'Hello there.', model_id: 'upstream-audio' },
      })
      expect(sent().headers['xi-api-key']).toBe(UPSTREAM_KEY)
    }
  })

  it.each([
    ['opus', 'audio/ogg; codecs=opus'],
    ['aac', 'audio/aac'],
    ['flac', 'audio/flac'],
    ['wav', 'audio/wav'],
  ])('is converted from samples to %s', async (response_format, type) => {
    const sound = await bytesOf(await speak({ model, response_format }))
    expect((await fileTypeFromBuffer(sound))?.mime).toBe(type)
  })

  it('has the provider’s own speeds, and others by conversion here', async () => {
    await bytesOf(await speak({ model, speed: 1.1 }))
    expect(sent().json).toMatchObject({ voice_settings: { speed: 1.1 } })
    const asked = { model, response_format: 'pcm' }
    const [plain, quick] = [
      await bytesOf(await speak(asked)),
      await bytesOf(await speak({ ...asked, speed: 2 })),
    ]
    expect(sent().json).not.toHaveProperty('voice_settings')
    expect(plain.byteLength / quick.byteLength).toBeCloseTo(2, 0)
  })

  it('is charged by characters, and names unsupported fields as losses', async () => {
    const answer = await speak({ model, instructions: 'Whisper.' })
    expect(answer.headers.get('x-gptget-losses')).toContain('instructions')
    expect(await costOf(answer)).toBe(12 * 100_000)
  })

  it('passes on the reason of a refusal', async () => {
    const detail = { status: 'voice_not_found', message: 'A voice with that voice_id does not exist.' }
    deeds['elevenlabs'] = () => respond(400, {}, JSON.stringify({ detail }))
    const answer = await speak({ model })
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain(detail.message)
  })
})

describe('speech of Groq', () => {
  it('is requested as wav, its only format, and maps OpenAI’s voice names to the model’s', async () => {
    const asked = { alloy: 'hannah', onyx: 'troy', Troy: 'troy', other: 'other' }
    for (const [voice, own] of Object.entries(asked)) {
      const sound = await bytesOf(await speak({ model: 'groq/orpheus', voice, response_format: 'flac' }))
      expect((await fileTypeFromBuffer(sound))?.mime).toBe('audio/flac')
      expect(sent().json).toMatchObject({ voice: own, response_format: 'wav' })
    }
  })
})

describe('a model’s voices', () => {
  it('are listed with the model: its own, or those of its provider', async () => {
    const { data } = await world.openai.models.list()
    const voicesOf = (id: string) =>
      (data.find((model) => model.id === id) as unknown as { supported_voices: string[] | null })
        .supported_voices
    expect(voicesOf('groq/orpheus')).toEqual(['hannah', 'troy'])
    expect(voicesOf('elevenlabs/eleven')).toContain('Sarah')
    expect(voicesOf('groq/whisper')).toBeNull()
  })
})

describe.each(['elevenlabs/scribe', 'deepgram/nova'])('a transcript of %s', (model) => {
  it('works with the OpenAI SDK', async () => {
    const file = await toFile(WAV, 'speech.wav')
    const answer = await world.openai.audio.transcriptions.create({ model, file, language: 'en' })
    expect(answer).toMatchObject({ text: 'Hello there. Hi!', usage: { type: 'duration', seconds: 2 } })
  })

  it.each([
    ['srt', '1\n00:00:00,000 --> 00:00:01,500\nHello there.\n\n2\n00:00:02,000 --> 00:00:02,500\nHi!\n'],
    ['text', 'Hello there. Hi!\n'],
  ])('has the requested format %s', async (response_format, text) => {
    expect(await (await hear({ model, response_format })).text()).toBe(text)
  })

  it('has the times of words and sentences', async () => {
    const answer = await (await hear({ model, response_format: 'verbose_json' })).json()
    expect(answer).toMatchObject({
      task: 'transcribe',
      duration: 2,
      segments: [
        { start: 0, end: 1.5, text: 'Hello there.' },
        { start: 2, text: 'Hi!' },
      ],
      words: [{ word: 'Hello', start: 0, end: 0.5 }, { word: 'there.' }, { word: 'Hi!' }],
    })
  })

  it('names the speakers', async () => {
    const answer = await (await hear({ model, response_format: 'diarized_json' })).json()
    expect(answer).toMatchObject({
      segments: [
        { speaker: 'A', text: 'Hello there.' },
        { speaker: 'B', text: 'Hi!' },
      ],
    })
  })

  it('is charged by the length measured here', async () => {
    expect(await costOf(await hear({ model }))).toBe(2 * 100_000)
  })

  it('is not a translation', async () => {
    const answer = await hear({ model }, '/audio/translations')
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('translate')
  })
})

describe('a request for a transcript', () => {
  it('has Deepgram’s query and the unchanged bytes of the upload', async () => {
    await (await hear({ model: 'deepgram/nova', 'keywords[]': 'GptGet', prompt: 'Greetings' })).text()
    const { path, headers, body } = sent()
    expect(path).toBe(
      '/deepgram/v1/listen?model=upstream-audio&smart_format=true&detect_language=true&keyterm=GptGet',
    )
    expect(headers).toMatchObject({ authorization: `Token ${UPSTREAM_KEY}`, 'content-type': 'audio/wav' })
    expect(body.equals(WAV)).toBe(true)
  })

  it('has ElevenLabs’ form', async () => {
    await (await hear({ model: 'elevenlabs/scribe', temperature: '0.5' })).text()
    expect(sent().path).toBe('/elevenlabs/v1/speech-to-text')
    const form = Object.fromEntries(await readSentForm(sent()))
    expect(form).toMatchObject({ model_id: ['upstream-audio'], temperature: ['0.5'] })
    expect((form['file']![0] as Buffer).equals(WAV)).toBe(true)
  })
})

describe('a transcript of Groq', () => {
  it('is charged for at least ten seconds, as Groq does', async () => {
    expect(await costOf(await hear({ model: 'groq/whisper' }))).toBe(10 * 100_000)
  })

  it('goes to another provider if speakers are requested, or the field is refused by name', async () => {
    const asked = { response_format: 'diarized_json' }
    const refused = await hear({ model: 'groq/whisper', ...asked })
    expect(refused.status).toBe(400)
    expect(await refused.text()).toContain('response_format')
    const answer = await hear({ model: 'test/speakers', ...asked })
    expect(answer.headers.get('x-gptget-provider')).toBe('deepgram')
  })

  it('translates', async () => {
    const file = await toFile(WAV, 'speech.wav')
    const { text } = await world.openai.audio.translations.create({ model: 'groq/whisper', file })
    expect(text).toBe('Hello there. Hi!')
    expect(sent().path).toBe('/groq/openai/v1/audio/translations')
  })
})

it('leaves a ledger that adds up', async () => {
  expect(await world.platform.admin.findBreaches()).toEqual([])
})

describe('short audio', () => {
  const NANO_USD_PER_SECOND = 100_000

  it.each([
    ['groq/whisper', 10],
    ['deepgram/nova', 2],
    ['elevenlabs/scribe', 2],
  ])('of two seconds is charged at %s as %i', async (model, seconds) => {
    const answer = await hear({ model })
    expect(answer.status).toBe(200)
    expect(await costOf(answer)).toBe(seconds * NANO_USD_PER_SECOND)
  })
})
