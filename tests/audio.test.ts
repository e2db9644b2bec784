import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import {
  cut,
  geminiSpeechAnswer,
  geminiTranscriptAnswer,
  hang,
  head,
  openAiSpeechAnswer,
  openAiTimedAnswer,
  openAiTranscriptAnswer,
  readSentForm,
  respond,
  write,
  type RecordedRequest,
  type Step,
} from '@gptget/testkit'
import { fileTypeFromBuffer } from 'file-type'
import { toFile } from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { nano, readCreditsOf, readReceipt } from './platform/receipts.ts'
import { UPSTREAM_KEY } from './platform/scripted-config.ts'
import { humOf, wavOf } from './platform/sounds.ts'
import { usePlatform } from './platform/use-platform.ts'

const SAMPLES = humOf(1)
const WAV = wavOf(humOf(2))
const SPEECH = [Buffer.from('ID3 one '), Buffer.from('two '), Buffer.from('three')]
const SPOKEN = Buffer.concat(SPEECH)
const JSON_HEADERS = { 'content-type': 'application/json' }

const world = usePlatform((upstream) => {
  const at = (version: string) => ({ base_url: upstream.url + version, api_key: UPSTREAM_KEY })
  const model = (provider: string, output: string, price: object, more: object[] = []) => ({
    routes: [{ provider, model: 'upstream-audio', weight: 1_000 }, ...more],
    price,
    output_modalities: [output],
  })
  const byCharacter = { per_million_characters: 15 }
  const byToken = { input: 0.5, output: 10, audio_input: 1, audio_output: 10 }
  const openai = { provider: 'openai', model: 'upstream-audio' }
  return {
    config: {
      providers: {
        openai: at('/openai/v1'),
        gemini: at('/gemini/v1beta'),
        broken: { dialect: 'openai', ...at('/broken/v1') },
      },
      models: {
        'openai/tts-1': model('openai', 'speech', byCharacter),
        'google/tts': model('gemini', 'speech', byToken),
        'test/failing-tts': model('broken', 'speech', byCharacter, [openai]),
        'openai/whisper-1': model('openai', 'transcription', { per_minute: 0.006 }),
        'openai/by-token': model('openai', 'transcription', byToken),
        'google/listener': model('gemini', 'transcription', byToken),
        'test/failing-whisper': model('broken', 'transcription', { per_minute: 0.006 }, [openai]),
      },
    },
  }
})

/** The steps of each provider, by prefix of its path. */
const deeds: Record<string, (request: RecordedRequest) => Step[]> = {}
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gptget-audio-test-'))
  world.upstream.script({
    match: { path: /^\/(openai|gemini|broken)/ },
    choose: (request) => ({ steps: deeds[request.path.split('/')[1]!]!(request) }),
  })
})
afterAll(() => rm(folder, { recursive: true, force: true }))
beforeEach(() => {
  Object.assign(deeds, {
    openai: ({ path: at }: RecordedRequest) =>
      at.endsWith('/speech') ? openAiSpeechAnswer(SPEECH) : openAiTranscriptAnswer('Hello there.'),
    gemini: ({ json }: RecordedRequest) =>
      JSON.stringify(json).includes('speechConfig')
        ? geminiSpeechAnswer(SAMPLES)
        : geminiTranscriptAnswer('Hello there.'),
    broken: () => respond(500, JSON_HEADERS, '{"error":{"message":"down"}}'),
  })
})

const post = (at: string, body: string | FormData, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(world.platform.baseUrl + at, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.account.apiKey}`, ...headers },
    body,
  })
const speak = (fields: object, headers?: Record<string, string>) =>
  post('/audio/speech', JSON.stringify({ input: 'Hello there.', voice: 'alloy', ...fields }), headers)
const speakOnce = () => speak({ model: 'openai/tts-1' }, { 'idempotency-key': 'speech-once' })
const inputAudio = (fields: object, at = '/audio/transcriptions') =>
  post(at, JSON.stringify(fields), JSON_HEADERS)
const bytesOf = async (response: Response): Promise<Buffer> => {
  if (response.status !== 200) throw new Error(await response.text())
  return Buffer.from(await response.arrayBuffer())
}
const errorOf = async (response: Response) => {
  const { error } = (await response.json()) as {
    error: { error_type: string; param?: string; message: string }
  }
  return { status: response.status, param: error.param, message: error.message }
}
const lastTo = (start: string): RecordedRequest =>
  world.upstream.requests().findLast(({ path: at }) => at.startsWith(start))!
const curl = async (...args: string[]): Promise<string> => {
  const key = ['-H', `Authorization: Bearer ${world.account.apiKey}`]
  return (await promisify(execFile)('curl', ['-s', ...key, ...args])).stdout
}

describe('speech', () => {
  it('works with the curl command of the page, with and without a content type', async () => {
    const body = {
      model: 'openai/tts-1',
      input: 'Hello from GptGet!',
      voice: 'alloy',
      response_format: 'mp3',
    }
    for (const header of [['-H', 'Content-Type: application/json'], []]) {
      const file = path.join(folder, 'speech.mp3')
      await curl(
        `${world.platform.baseUrl}/audio/speech`,
        ...header,
        '-d',
        JSON.stringify(body),
        '--output',
        file,
      )
      expect((await readFile(file)).equals(SPOKEN)).toBe(true)
    }
    expect(lastTo('/openai')).toMatchObject({
      path: '/openai/v1/audio/speech',
      json: { ...body, model: 'upstream-audio' },
    })
  })

  it('works with the OpenAI SDK and has the right content type', async () => {
    const answer = await world.openai.audio.speech.create({
      model: 'openai/tts-1',
      input: 'Hello there.',
      voice: 'alloy',
      instructions: 'Whisper.',
      speed: 1.5,
    })
    expect(answer.headers.get('content-type')).toBe('audio/mpeg')
    expect(answer.headers.get('x-gptget-provider')).toBe('openai')
    expect(Buffer.from(await answer.arrayBuffer()).equals(SPOKEN)).toBe(true)
    expect(lastTo('/openai').json).toMatchObject({ instructions: 'Whisper.', speed: 1.5 })
  })

  it.each([
    ['mp3', 'audio/mpeg'],
    ['opus', 'audio/ogg; codecs=opus'],
    ['aac', 'audio/aac'],
    ['flac', 'audio/flac'],
    ['wav', 'audio/wav'],
  ])('is converted to %s if the provider returns bare samples', async (format, type) => {
    const sound = await bytesOf(await speak({ model: 'google/tts', response_format: format }))
    expect((await fileTypeFromBuffer(sound))?.mime).toBe(type)
  })

  it('has the requested speed if the provider returns bare samples', async () => {
    const asked = { model: 'google/tts', response_format: 'pcm' }
    const plain = await bytesOf(await speak(asked))
    const quick = await bytesOf(await speak({ ...asked, speed: 2 }))
    expect(plain.equals(SAMPLES)).toBe(true)
    expect(plain.byteLength / quick.byteLength).toBeCloseTo(2, 0)
  })

  it.each(['openai/tts-1', 'google/tts'])(
    'of %s is streamed as events that add up to the plain answer',
    async (model) => {
      const asked = { model, response_format: 'mp3' }
      const whole = await bytesOf(await speak(asked))
      const answer = await speak({ ...asked, stream_format: 'sse' })
      expect(answer.headers.get('content-type')).toContain('text/event-stream')
      const events = (await answer.text())
        .split('\n')
        .filter((line) => line.startsWith('data: '))
        .map(
          (line) => JSON.parse(line.slice(6)) as { type: string; audio?: string; usage?: { cost: number } },
        )
      expect(events.at(-1)).toMatchObject({ type: 'speech.audio.done' })
      expect(events.at(-1)!.usage!.cost).toBeGreaterThan(0)
      const parts = Buffer.concat(events.map(({ audio = '' }) => Buffer.from(audio, 'base64')))
      expect(parts.equals(whole)).toBe(true)
    },
  )

  it('is charged by characters, as its receipt shows', async () => {
    const before = await readCreditsOf(world.platform.baseUrl, world.account.apiKey)
    const answer = await speak({ model: 'openai/tts-1', input: 'a'.repeat(200) })
    await bytesOf(answer)
    const id = answer.headers.get('x-generation-id')!
    const receipt = await readReceipt(world.platform.baseUrl, world.account.apiKey, id)
    expect(nano(receipt.total_cost)).toBe(200 * 15_000)
    const after = await readCreditsOf(world.platform.baseUrl, world.account.apiKey)
    expect(nano(after.total_usage) - nano(before.total_usage)).toBe(200 * 15_000)
  })

  it('is charged by the tokens that the provider counted', async () => {
    const answer = await speak({ model: 'google/tts' })
    await bytesOf(answer)
    const id = answer.headers.get('x-generation-id')!
    const receipt = await readReceipt(world.platform.baseUrl, world.account.apiKey, id)
    expect(nano(receipt.total_cost)).toBe(5 * 500 + 32 * 10_000)
  })

  it('is charged by the sent characters if the caller disconnects before the first byte', async () => {
    deeds['openai'] = () => [hang]
    const leave = new AbortController()
    const before = world.upstream.requests().length
    const asked = fetch(`${world.platform.baseUrl}/audio/speech`, {
      method: 'POST',
      headers: { authorization: `Bearer ${world.account.apiKey}` },
      body: JSON.stringify({ model: 'openai/tts-1', input: 'a'.repeat(300), voice: 'alloy' }),
      signal: leave.signal,
    })
    const used = async () =>
      nano((await readCreditsOf(world.platform.baseUrl, world.account.apiKey)).total_usage)
    const usedBefore = await used()
    await expect.poll(() => world.upstream.requests().length).toBe(before + 1)
    leave.abort()
    await expect(asked).rejects.toThrow('aborted')
    await expect.poll(used, { timeout: 5_000 }).toBe(usedBefore + 300 * 15_000)
  })

  it('comes from another provider if the first fails before the first byte', async () => {
    const answer = await speak({ model: 'test/failing-tts' })
    expect(answer.headers.get('x-gptget-provider')).toBe('openai')
    expect((await bytesOf(answer)).equals(SPOKEN)).toBe(true)
  })

  it('ends with a closed connection, or an error event in a stream, if the provider breaks off', async () => {
    deeds['openai'] = () => [head(200, { 'content-type': 'audio/mpeg' }), write('ID3 one '), cut]
    const broken = speak({ model: 'openai/tts-1' }).then(bytesOf)
    // If the provider's connection breaks at once, nothing was sent yet, so the answer can have an error status.
    await expect(broken).rejects.toThrow(/terminated|fetch failed|"error"/)
    const stream = await (await speak({ model: 'openai/tts-1', stream_format: 'sse' })).text()
    expect(stream).toContain('"error"')
    expect(stream).not.toContain('speech.audio.done')
  })

  it('fails if the provider sends an error with status 200', async () => {
    deeds['openai'] = () => respond(200, JSON_HEADERS, '{"error":{"message":"no"}}')
    expect((await speak({ model: 'openai/tts-1' })).status).toBe(502)
  })

  it.each([
    ['input', { input: '' }],
    ['input', { input: 'a'.repeat(4_097) }],
    ['response_format', { response_format: 'midi' }],
    ['speed', { speed: 9 }],
    ['model', { model: 'openai/whisper-1' }],
  ])('is refused with the name of the invalid field: %s', async (param, wrong) => {
    const { requests } = world.upstream
    const before = requests().length
    expect(await errorOf(await speak({ model: 'openai/tts-1', ...wrong }))).toMatchObject({
      status: 400,
      param,
    })
    expect(requests().length).toBe(before)
  })

  it('is made once for two requests with one idempotency key', async () => {
    const before = world.upstream.requests().length
    const [first, second] = [await bytesOf(await speakOnce()), await bytesOf(await speakOnce())]
    expect([first.equals(SPOKEN), second.equals(first)]).toEqual([true, true])
    expect(world.upstream.requests().length).toBe(before + 1)
  })
})

describe('a translation', () => {
  it.each([
    ['openai/whisper-1', { path: '/openai/v1/audio/translations' }],
    ['google/listener', { body: expect.stringContaining('Translate the speech') as string }],
  ])('of %s works with the OpenAI SDK', async (model, asked) => {
    const file = await toFile(WAV, 'speech.wav')
    const { text } = await world.openai.audio.translations.create({ model, file, prompt: 'Greetings' })
    expect(text).toBe('Hello there.')
    const { path: at, body } = world.upstream.requests().at(-1)!
    expect({ path: at, body: body.toString('latin1') }).toMatchObject(asked)
  })

  it('is charged by the length of its audio, and reports it', async () => {
    const answer = await inputAudio(
      { model: 'openai/whisper-1', input_audio: { data: WAV.toString('base64'), format: 'wav' } },
      '/audio/translations',
    )
    expect(await answer.json()).toMatchObject({ text: 'Hello there.', usage: { seconds: 2, cost: 0.0002 } })
  })

  it('does not distinguish speakers', async () => {
    const input_audio = { data: WAV.toString('base64'), format: 'wav' }
    const asked = { model: 'openai/whisper-1', input_audio, response_format: 'diarized_json' }
    expect(await errorOf(await inputAudio(asked, '/audio/translations'))).toMatchObject({
      status: 400,
      param: 'response_format',
    })
  })
})

describe('a transcript', () => {
  const form = async (fields: Record<string, string>, sound: Buffer = WAV): Promise<Response> => {
    const body = new FormData()
    body.append('file', new Blob([new Uint8Array(sound)]), 'speech.wav')
    for (const [name, value] of Object.entries(fields)) body.append(name, value)
    return post('/audio/transcriptions', body)
  }

  it('works with the curl command of the page', async () => {
    const file = path.join(folder, 'audio.wav')
    await writeFile(file, WAV)
    const fields = ['-F', 'model=openai/whisper-1', '-F', `file=@${file}`]
    const printed = await curl(`${world.platform.baseUrl}/audio/transcriptions`, ...fields)
    expect(JSON.parse(printed)).toMatchObject({ text: 'Hello there.' })
  })

  it('works with the OpenAI SDK and passes on the unchanged file', async () => {
    const { text } = await world.openai.audio.transcriptions.create({
      model: 'openai/whisper-1',
      file: await toFile(WAV, 'speech.wav'),
      language: 'en',
      prompt: 'Greetings',
    })
    expect(text).toBe('Hello there.')
    const sent = Object.fromEntries(await readSentForm(lastTo('/openai/v1/audio/transcriptions')))
    expect(sent).toMatchObject({ model: ['upstream-audio'], language: ['en'], prompt: ['Greetings'] })
    expect((sent['file']![0] as Buffer).equals(WAV)).toBe(true)
  })

  it('accepts audio in JSON', async () => {
    const input_audio = { data: WAV.toString('base64'), format: 'wav' }
    for (const model of ['openai/whisper-1', 'google/listener']) {
      const answer = await inputAudio({ model, input_audio })
      expect(await answer.json()).toMatchObject({ text: 'Hello there.' })
    }
    expect(lastTo('/gemini').body.toString()).toContain(input_audio.data)
  })

  it.each([
    ['text', 'text/plain', 'Hello. There.\n'],
    [
      'srt',
      'application/x-subrip',
      '1\n00:00:00,000 --> 00:00:01,000\nHello.\n\n2\n00:00:01,000 --> 00:00:02,000\nThere.\n',
    ],
    [
      'vtt',
      'text/vtt',
      'WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nHello.\n\n00:00:01.000 --> 00:00:02.000\nThere.\n',
    ],
  ])('has the requested format %s', async (response_format, type, text) => {
    deeds['openai'] = () => openAiTimedAnswer(['Hello.', 'There.'])
    const answer = await form({ model: 'openai/whisper-1', response_format })
    expect(answer.headers.get('content-type')).toContain(type)
    expect(await answer.text()).toBe(text)
  })

  it('keeps the other fields of OpenAI’s verbose_json', async () => {
    deeds['openai'] = () => openAiTimedAnswer(['Hello.', 'There.'])
    const answer = await form({ model: 'openai/whisper-1', response_format: 'verbose_json' })
    expect(await answer.json()).toMatchObject({
      language: 'english',
      segments: [{ no_speech_prob: 0.01 }, {}],
      usage: { type: 'duration', seconds: 2 },
    })
  })

  it('is streamed to the OpenAI SDK', async () => {
    const stream = await world.openai.audio.transcriptions.create({
      model: 'google/listener',
      file: await toFile(WAV, 'speech.wav'),
      stream: true,
    })
    expect((await Array.fromAsync(stream)).map(({ type }) => type)).toEqual([
      'transcript.text.delta',
      'transcript.text.done',
    ])
  })

  it('is charged by the measured length of the audio instead of its header', async () => {
    const lying = Buffer.from(WAV)
    lying.writeUInt32LE(0xffff_ffff, 40)
    for (const sound of [WAV, lying]) {
      const answer = await form({ model: 'openai/whisper-1' }, sound)
      await answer.json()
      const id = answer.headers.get('x-generation-id')!
      const receipt = await readReceipt(world.platform.baseUrl, world.account.apiKey, id)
      expect(nano(receipt.total_cost)).toBe(2 * 100_000)
    }
  })

  it('is charged by the provider’s tokens if the model has token prices', async () => {
    const usage = {
      type: 'tokens',
      input_tokens: 30,
      input_token_details: { audio_tokens: 20, text_tokens: 10 },
      output_tokens: 4,
      total_tokens: 34,
    }
    deeds['openai'] = () => openAiTranscriptAnswer('Hello there.', usage)
    const answer = await form({ model: 'openai/by-token' })
    expect(((await answer.json()) as { usage: object }).usage).toMatchObject({ ...usage, cost: 0.000065 })
  })

  it('comes from another provider if the first fails', async () => {
    const answer = await form({ model: 'test/failing-whisper' })
    expect(answer.headers.get('x-gptget-provider')).toBe('openai')
  })

  it.each([
    ['file', { model: 'openai/whisper-1' }, Buffer.from('This is no sound.')],
    ['response_format', { model: 'openai/whisper-1', response_format: 'xml' }, WAV],
    ['response_format', { model: 'google/listener', response_format: 'srt' }, WAV],
    ['model', { model: 'openai/tts-1' }, WAV],
  ])('is refused with the name of the invalid field: %s', async (param, fields, sound) => {
    expect(await errorOf(await form(fields, sound))).toMatchObject({ status: 400, param })
  })

  it('is refused without audio, or with a file of another account', async () => {
    const named = { model: 'openai/whisper-1', file: { media_id: 'inp_x', index: 0, duration_ms: 1 } }
    for (const fields of [named, { model: 'openai/whisper-1', input_audio: 'x' }]) {
      expect((await inputAudio(fields)).status).toBe(400)
    }
  })
})
