import { describe, expect, it } from 'vitest'
import { defaultConfig, updateConfig } from './session-config.ts'

const plain = defaultConfig('realtime')

describe('an update of a session', () => {
  it('keeps fields that it does not name', () => {
    const update = { instructions: 'Be brief.', audio: { output: { voice: 'marin' } } }
    const config = updateConfig(plain, update)
    expect(config).toEqual({
      ...plain,
      instructions: 'Be brief.',
      audio: { ...plain.audio, output: { ...plain.audio.output, voice: 'marin' } },
    })
    expect(updateConfig(config, {})).toEqual(config)
  })

  it('treats null as a setting that is left out', () => {
    const nothing = {
      instructions: null,
      tools: null,
      tool_choice: null,
      max_output_tokens: null,
      output_modalities: null,
      reasoning: null,
      audio: { input: { format: null }, output: { voice: null, speed: null, format: null, model: null } },
    }
    expect(updateConfig(plain, nothing)).toEqual(plain)
    expect(updateConfig(plain, { audio: null })).toEqual(plain)
    expect(updateConfig(plain, { audio: { input: null, output: null } })).toEqual(plain)
  })

  it('disables features by null if the protocol says so', () => {
    const off = { turn_detection: null, transcription: null, noise_reduction: null }
    const on = updateConfig(plain, { audio: { input: { transcription: { model: 'ears' } } } })
    expect(updateConfig(on, { audio: { input: off } }).audio.input).toMatchObject(off)
  })

  it.each([
    ['session.vice', { vice: 1 }],
    ['session.output_modalities', { output_modalities: ['audio', 'text'] }],
    ['session.audio.output.speed', { audio: { output: { speed: 9 } } }],
    ['session.audio.input.format.rate', { audio: { input: { format: { type: 'audio/pcm', rate: 8_000 } } } }],
    ['session.reasoning.effort', { reasoning: { effort: 1 } }],
  ])('is refused with the name of the invalid field: %s', (param, update) => {
    expect(() => updateConfig(plain, update)).toThrow(
      expect.objectContaining({ status: 400, details: { param } }),
    )
  })
})
