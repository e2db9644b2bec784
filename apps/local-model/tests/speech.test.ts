import { ffmpegOnce, measureFile, SPEECH_FORMATS } from '@gptget/audio'
import { fileTypeFromBuffer } from 'file-type'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { toFile } from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startLocalModel, type LocalModel } from './start-local-model.ts'

// The model is tiny. It transcribes these sentences correctly in every format.
const SENTENCE = 'My brother plays the piano every evening.'
const FOUR_SENTENCES = `She reads a book in the garden. Please bring your coat. ${SENTENCE} We will meet at the station.`

let local: LocalModel
let folder: string
let ffmpeg: string

beforeAll(async () => {
  local = await startLocalModel()
  folder = await mkdtemp(path.join(tmpdir(), 'gptget-speech-test-'))
  ffmpeg = await ffmpegOnce({
    env: process.env,
    report: (line) =>
      process.stderr.write(`${line}
`),
  })()
}, 600_000)

afterAll(async () => {
  await local?.service.stop()
  await rm(folder, { recursive: true, force: true })
})

const speak = async (input: string, rest: Record<string, unknown> = {}): Promise<Buffer> => {
  const answer = await local.client.audio.speech.create({
    model: 'local/flite',
    voice: 'alloy',
    input,
    ...rest,
  })
  return Buffer.from(await answer.arrayBuffer())
}

const secondsOf = async (sound: Buffer): Promise<number> => {
  const file = path.join(folder, 'sound')
  await writeFile(file, sound)
  return (
    (await measureFile({ ffmpeg, path: file, maxSeconds: 600, signal: AbortSignal.timeout(60_000) })) / 1000
  )
}

const understand = async (sound: Buffer, name = 'speech.mp3', rest: Record<string, unknown> = {}) =>
  local.client.audio.transcriptions.create({
    model: 'local/moonshine-tiny',
    file: await toFile(sound, name),
    ...rest,
  })

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z']+/g) ?? []

describe('speech made on this machine', () => {
  it.each(SPEECH_FORMATS)('can be transcribed word for word as %s', async (format) => {
    const sound = await speak(SENTENCE, { response_format: format })
    const heard = format === 'pcm' ? asWav(sound) : sound
    expect(wordsOf((await understand(heard, `speech.${format}`)).text)).toEqual(wordsOf(SENTENCE))
  })

  it.each([
    ['mp3', 'audio/mpeg'],
    ['opus', 'audio/ogg; codecs=opus'],
    ['aac', 'audio/aac'],
    ['flac', 'audio/flac'],
    ['wav', 'audio/wav'],
  ])('has the requested format %s', async (format, type) => {
    expect((await fileTypeFromBuffer(await speak('Yes.', { response_format: format })))?.mime).toBe(type)
  })

  it('has 24,000 samples per second as pcm', async () => {
    const [pcm, wav] = [
      await speak(SENTENCE, { response_format: 'pcm' }),
      await speak(SENTENCE, { response_format: 'wav' }),
    ]
    expect(pcm.byteLength / 2 / 24_000).toBeCloseTo(await secondsOf(wav), 1)
  })

  it.each([0.25, 0.5, 2, 4])('has the requested speed %s', async (speed) => {
    const [plain, paced] = [await speak(SENTENCE), await speak(SENTENCE, { speed })]
    expect((await secondsOf(plain)) / (await secondsOf(paced))).toBeCloseTo(speed, 0)
  })

  it('accepts the names of OpenAI’s voices, and lists all names for an unknown voice', async () => {
    const [alloy, onyx] = [await speak('Good day.'), await speak('Good day.', { voice: { id: 'onyx' } })]
    expect(alloy.equals(onyx)).toBe(false)
    await expect(speak('Good day.', { voice: 'nobody' })).rejects.toMatchObject({
      status: 400,
      param: 'voice',
      message: expect.stringContaining('alloy') as string,
    })
  })

  it('is streamed as events that add up to the plain answer', async () => {
    const answer = await local.client.audio.speech.create({
      model: 'local/flite',
      voice: 'alloy',
      input: SENTENCE,
      response_format: 'pcm',
      stream_format: 'sse',
    })
    const events = (await answer.text())
      .split('\n')
      .filter((line) => line.startsWith('data: '))
      .map((line) => JSON.parse(line.slice(6)) as { type: string; audio?: string })
    expect(events.at(-1)?.type).toBe('speech.audio.done')
    const parts = Buffer.concat(events.map(({ audio = '' }) => Buffer.from(audio, 'base64')))
    expect(parts.equals(await speak(SENTENCE, { response_format: 'pcm' }))).toBe(true)
  })

  it('starts before the last sentence is ready', async () => {
    const response = await fetch(`${local.url}/v1/audio/speech`, {
      method: 'POST',
      body: JSON.stringify({
        model: 'local/flite',
        voice: 'alloy',
        input: FOUR_SENTENCES,
        response_format: 'pcm',
      }),
    })
    const sizes: number[] = []
    for await (const bytes of response.body!) sizes.push(bytes.byteLength)
    expect(sizes.length).toBeGreaterThan(3)
  })

  it.each([
    ['input', { input: '' }],
    ['input', { input: 'a'.repeat(4_097) }],
    ['speed', { speed: 5 }],
    ['response_format', { response_format: 'midi' }],
    ['instructions', { instructions: 'Whisper.' }],
  ])('is refused with the name of the invalid field: %s', async (param, wrong) => {
    await expect(speak('Yes.', wrong)).rejects.toMatchObject({ status: 400, param })
  })
})

describe('transcribed speech', () => {
  it('has times in srt, vtt and verbose_json, and only words as text', async () => {
    const sound = await speak(FOUR_SENTENCES)
    const [srt, vtt, text, verbose] = await Promise.all(
      (['srt', 'vtt', 'text', 'verbose_json'] as const).map(
        (format) => understand(sound, 'speech.mp3', { response_format: format }) as Promise<unknown>,
      ),
    )
    expect(srt).toMatch(/^1\n00:00:00,000 --> 00:00:\d\d,\d{3}\nShe reads/)
    expect(vtt).toMatch(/^WEBVTT\n\n00:00:00\.000 --> /)
    expect(wordsOf(text as string)).toEqual(wordsOf(FOUR_SENTENCES))
    expect(verbose).toMatchObject({ task: 'transcribe', segments: [{ id: 0, start: 0 }] })
    expect((verbose as { duration: number }).duration).toBeCloseTo(await secondsOf(sound), 0)
  })

  it('is cut at quiet places without losing a word if it is long', async () => {
    const long = Array.from({ length: 4 }, () => FOUR_SENTENCES).join(' ')
    const sound = await speak(long)
    const answer = (await understand(sound, 'long.mp3', { response_format: 'verbose_json' })) as unknown as {
      text: string
      segments: { start: number; end: number }[]
    }
    expect(answer.segments.length).toBeGreaterThan(1)
    answer.segments.slice(1).forEach(({ start }, index) => expect(start).toBe(answer.segments[index]!.end))
    const [said, heard] = [wordsOf(long), wordsOf(answer.text)]
    const missed = said.filter((word) => !heard.includes(word))
    expect([missed, Math.abs(said.length - heard.length) <= said.length * 0.05]).toEqual([[], true])
  })

  it('is streamed as events that add up to the plain answer', async () => {
    const stream = await local.client.audio.transcriptions.create({
      model: 'local/moonshine-tiny',
      file: await toFile(await speak(SENTENCE), 'speech.mp3'),
      stream: true,
    })
    const events = await Array.fromAsync(stream)
    const done = events.at(-1)!
    const deltas = events.flatMap((event) => (event.type === 'transcript.text.delta' ? [event.delta] : []))
    expect(done).toMatchObject({ type: 'transcript.text.done', text: deltas.join('') })
    expect(wordsOf(deltas.join(''))).toEqual(wordsOf(SENTENCE))
  })

  it('may be silence', async () => {
    expect((await understand(asWav(Buffer.alloc(48_000)), 'silence.wav')).text).toBe('')
  })

  it.each([
    ['file', { file: Buffer.from('This is no sound.') }],
    ['language', { language: 'fr' }],
    ['response_format', { response_format: 'diarized_json' }],
    ['timestamp_granularities', { timestamp_granularities: ['word'], response_format: 'verbose_json' }],
  ])('is refused with the name of the invalid field: %s', async (param, wrong) => {
    const { file = asWav(Buffer.alloc(4_800)), ...rest } = wrong as { file?: Buffer }
    await expect(understand(file, 'sound.wav', rest)).rejects.toMatchObject({ status: 400, param })
  })
})

/** Adds a WAV header to samples of 24 kHz. */
const asWav = (samples: Buffer): Buffer => {
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + samples.byteLength, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(24_000, 24)
  header.writeUInt32LE(48_000, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(samples.byteLength, 40)
  return Buffer.concat([header, samples])
}
