import { describe, expect, it } from 'vitest'
import { emptyUsage } from '../canonical/usage.ts'
import { audioWiresOf } from '../registry/audio-wires.ts'
import { readSpeechRequest, speechDelta, speechDone } from './index.ts'

const asked = { model: 'm', input: 'Hello.', voice: 'alloy' }
const geminiAnswer = (parts: object[], finishReason = 'STOP') => ({
  candidates: [{ content: { role: 'model', parts }, finishReason, index: 0 }],
  usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 50, totalTokenCount: 53 },
})
const spoken = (text: string, mimeType = 'audio/L16;codec=pcm;rate=24000') => ({
  inlineData: { mimeType, data: Buffer.from(text).toString('base64') },
})

describe('a request for speech', () => {
  it('is for mp3 at normal speed by default, and may name a voice by its id', () => {
    expect(readSpeechRequest({ ...asked, voice: { id: 'voice_1' } })).toEqual({
      model: 'm',
      input: 'Hello.',
      voice: 'voice_1',
      instructions: null,
      format: 'mp3',
      speed: 1,
      isStream: false,
    })
  })

  it.each([
    ['input', { input: '' }],
    ['input', { input: 'a'.repeat(4_097) }],
    ['speed', { speed: 4.1 }],
    ['response_format', { response_format: 'ogg' }],
    ['stream_format', { stream_format: 'json' }],
  ])('is refused with the name of the invalid field: %s', (param, wrong) => {
    expect(() => readSpeechRequest({ ...asked, ...wrong })).toThrow(
      expect.objectContaining({ status: 400, details: { param } }),
    )
  })

  it('requests bytes in the requested format from OpenAI, with or without events', () => {
    const { speech } = audioWiresOf('openai-chat')
    const request = readSpeechRequest({ ...asked, response_format: 'opus', speed: 2, stream_format: 'sse' })
    expect(speech.writeRequest(request, 'tts-1')).toEqual({
      body: { model: 'tts-1', input: 'Hello.', voice: 'alloy', response_format: 'opus', speed: 2 },
      losses: [],
    })
    expect(speech.answerTo(request)).toEqual({ type: 'bytes', spokenAs: { type: 'format', format: 'opus' } })
  })

  it('names a voice of Gemini or the nearest one, and leaves the speed to the gateway', () => {
    const { speech } = audioWiresOf('gemini')
    const voiceOf = (voice: string) =>
      JSON.stringify(speech.writeRequest(readSpeechRequest({ ...asked, voice, speed: 2 }), 'tts'))
    expect(voiceOf('alloy')).toContain('"voiceName":"Kore"')
    expect(voiceOf('Charon')).toContain('"voiceName":"Charon"')
    expect(speech.speedLeft(readSpeechRequest({ ...asked, speed: 2 }))).toBe(2)
  })
})

const readGemini = (body: unknown) => {
  const answer = audioWiresOf('gemini').speech.answerTo(readSpeechRequest(asked))
  if (answer.type !== 'json') throw new Error('Gemini answers JSON')
  return answer.read(body)
}

describe("Gemini's speech", () => {
  it('is read as samples at the stated rate, with its usage', () => {
    const parts = [spoken('one', 'audio/L16;codec=pcm;rate=16000'), spoken('two')]
    expect(readGemini(geminiAnswer(parts))).toMatchObject({
      sound: Buffer.from('onetwo'),
      spokenAs: { type: 'samples', rateHz: 16_000 },
      usage: { inputTokens: 3 },
    })
  })

  it.each([
    [geminiAnswer([], 'SAFETY'), 'content_policy_violation'],
    [geminiAnswer([{ text: 'I will not.' }]), 'provider_unavailable'],
  ])('that contains no audio is a fault', (body, code) => {
    expect(() => readGemini(body)).toThrow(
      expect.objectContaining({ fault: expect.objectContaining({ code }) as object }),
    )
  })
})

describe('speech as events', () => {
  it('has pieces of base64 and a last event with usage and cost', () => {
    const usage = { ...emptyUsage(), inputTokens: 3, audioOutputTokens: 50 }
    expect(
      [speechDelta(Buffer.from('abc')), speechDone({ usage, costUsd: 0.01 })].map(
        ({ data }) => JSON.parse(data) as unknown,
      ),
    ).toEqual([
      { type: 'speech.audio.delta', audio: 'YWJj' },
      {
        type: 'speech.audio.done',
        usage: { input_tokens: 3, output_tokens: 50, total_tokens: 53, cost: 0.01 },
      },
    ])
  })
})
