import { describe, expect, it } from 'vitest'
import { FaultError } from '../canonical/faults.ts'
import { emptyUsage } from '../canonical/usage.ts'
import { audioWiresOf } from '../registry/audio-wires.ts'
import {
  readTranscriptionRequest,
  requireTimes,
  TRANSCRIPT_FORMATS,
  writeTranscript,
  writeTranscriptEvents,
} from './index.ts'

const file = { media_id: 'inp_1', index: 0, duration_ms: 2_500 }
const sound = { mediaType: 'audio/mpeg', base64: 'c291bmQ=' }
const told = { task: 'transcribe' as const, durationMs: 2_500, isByTokens: false }
const closing = { usage: emptyUsage(), costUsd: 0.0001 }
const timed = {
  text: 'One. Two.',
  segments: [
    { startSeconds: 0, endSeconds: 1.25, text: 'One.' },
    { startSeconds: 1.25, endSeconds: 3_661.5, text: 'Two.' },
  ],
}

describe('the transcript of silence', () => {
  it('is an empty text and not a fault', () => {
    const { transcriptions } = audioWiresOf('openai-chat')
    expect(transcriptions.readResult({ text: '' })).toMatchObject({ text: '' })
  })
})

describe('a request for a transcript', () => {
  it('reads the text fields of a form', () => {
    const form = { model: 'm', file, stream: 'true', temperature: '0.5', chunking_strategy: 'auto' }
    expect(readTranscriptionRequest(form)).toMatchObject({
      isStream: true,
      temperature: 0.5,
      format: 'json',
      sound: { durationMs: 2_500 },
      extensions: { chunking_strategy: 'auto' },
    })
  })

  it.each([
    ['file', { file: undefined }],
    ['file', { file: 'the text of a field' }],
    ['response_format', { response_format: 'xml' }],
    ['timestamp_granularities', { timestamp_granularities: ['word'] }],
    ['temperature', { temperature: '2' }],
  ])('is refused by the name of what is wrong: %s', (param, wrong) => {
    expect(() => readTranscriptionRequest({ model: 'm', file, ...wrong })).toThrow(
      expect.objectContaining({ status: 400, details: { param } }),
    )
  })

  it('requests times from OpenAI if the format needs them, and passes on unknown fields', () => {
    const { transcriptions } = audioWiresOf('openai-chat')
    const request = { model: 'm', file, response_format: 'srt', language: 'en', include: ['logprobs'] }
    const { body } = transcriptions.writeRequest(readTranscriptionRequest(request), sound, 'whisper-1')
    expect(body).toMatchObject({
      type: 'form',
      fields: [
        ['model', 'whisper-1'],
        ['response_format', 'verbose_json'],
        ['language', 'en'],
        ['include[]', 'logprobs'],
      ],
    })
  })

  it('is refused for Gemini with the name of the field if it needs times', () => {
    const { transcriptions } = audioWiresOf('gemini')
    const request = readTranscriptionRequest({ model: 'm', file, response_format: 'srt' })
    expect(() => transcriptions.writeRequest(request, sound, 'm')).toThrow(/response_format/)
  })
})

describe('a transcript', () => {
  it('can be written in every format', () => {
    const printed = TRANSCRIPT_FORMATS.map((format) => writeTranscript(format, timed, told, closing).text)
    expect(printed).toMatchObject([
      expect.stringContaining('"seconds":3'),
      'One. Two.\n',
      '1\n00:00:00,000 --> 00:00:01,250\nOne.\n\n2\n00:00:01,250 --> 01:01:01,500\nTwo.\n',
      'WEBVTT\n\n00:00:00.000 --> 00:00:01.250\nOne.\n\n00:00:01.250 --> 01:01:01.500\nTwo.\n',
      expect.stringContaining('"task":"transcribe"'),
      expect.stringContaining('"speaker":"A"'),
    ])
  })

  it('without times is refused in a format that needs them', () => {
    expect(() => requireTimes('vtt', { text: 'One.' })).toThrow(FaultError)
    requireTimes('vtt', timed)
    requireTimes('json', { text: 'One.' })
  })

  it("keeps every field of OpenAI's answer, with our usage", () => {
    const { transcriptions } = audioWiresOf('openai-chat')
    const answer = {
      task: 'transcribe',
      language: 'english',
      duration: 2.4,
      text: 'One.',
      segments: [],
      words: [],
    }
    const result = transcriptions.readResult(answer)
    expect(JSON.parse(writeTranscript('verbose_json', result, told, closing).text)).toEqual({
      ...answer,
      usage: { type: 'duration', seconds: 3, cost: 0.0001 },
    })
  })

  it('is streamed as its pieces and its end', () => {
    const events = writeTranscriptEvents(timed, told, closing).map(({ data }) => JSON.parse(data) as object)
    expect(events).toMatchObject([
      { type: 'transcript.text.delta', delta: 'One.' },
      { type: 'transcript.text.delta', delta: ' Two.' },
      { type: 'transcript.text.done', text: 'One. Two.' },
    ])
  })

  it.each(['openai-chat', 'gemini'] as const)('that is an error is a fault: %s', (dialect) => {
    const { transcriptions } = audioWiresOf(dialect)
    expect(() => transcriptions.readResult({ error: { message: 'no', code: 500 } })).toThrow(FaultError)
  })
})
