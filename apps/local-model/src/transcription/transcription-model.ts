/** Useful Sensors' Moonshine Tiny (MIT, English), quantized, from npm's `@moonshine-ai/moonshine-js`. */
export const TRANSCRIPTION_MODEL = {
  modelId: 'local/moonshine-tiny',
  name: 'Moonshine Tiny (English)',
  rateHz: 16_000,
  /** An hour of speech takes some minutes. */
  maxSeconds: 3_600,
}
