import { PublicError } from '@gptget/errors'
import { SPEECH_MODEL } from './speech-model.ts'

/** The voices of flite (CMU, BSD licence). */
export const FLITE_VOICES = SPEECH_MODEL.voices

export type FliteVoice = (typeof FLITE_VOICES)[number]

/**
 * OpenAI's voices by the one that is nearest: `slt` is a woman, `rms` and `awb` (a Scot) are men, `kal16` is clipped.
 */
const OPENAI_VOICES: Readonly<Record<string, FliteVoice>> = {
  alloy: 'slt',
  ash: 'rms',
  ballad: 'awb',
  cedar: 'rms',
  coral: 'slt',
  echo: 'rms',
  fable: 'awb',
  marin: 'slt',
  nova: 'slt',
  onyx: 'rms',
  sage: 'slt',
  shimmer: 'slt',
  verse: 'kal16',
}

/** Flite's own voices, then OpenAI's names, each of which means one of them. */
export const VOICE_NAMES = [...FLITE_VOICES, ...Object.keys(OPENAI_VOICES)]

/** @throws PublicError 400 that lists the voices there are */
export const voiceNamed = (name: string): FliteVoice => {
  const voice = FLITE_VOICES.find((own) => own === name) ?? OPENAI_VOICES[name]
  if (voice !== undefined) return voice
  throw new PublicError(
    'invalid_request',
    `voice: there is no "${name}". Use one of ${VOICE_NAMES.join(', ')}.`,
    {
      param: 'voice',
    },
  )
}
