import { PublicError } from '@gptget/errors'
import { SPEECH_MODEL } from './speech-model.ts'

/** The voices of flite (CMU, BSD license). */
export const FLITE_VOICES = SPEECH_MODEL.voices

export type FliteVoice = (typeof FLITE_VOICES)[number]

/**
 * The closest voice for each of OpenAI's: `slt` is a woman, `rms` and `awb` (a Scot) are men, `kal16` sounds clipped.
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

/** All names of voices: flite's own, and OpenAI's. */
export const VOICE_NAMES = [...FLITE_VOICES, ...Object.keys(OPENAI_VOICES)]

/** Finds a voice by either name. @throws PublicError 400 that lists the names */
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
