/** Useful Sensors' Moonshine Tiny (MIT, English), quantised, as npm's `@moonshine-ai/moonshine-js` carries it. */
export const TRANSCRIPTION_MODEL = {
  modelId: 'local/moonshine-tiny',
  name: 'Moonshine Tiny (English)',
  rateHz: 16_000,
  /** An hour of speech takes some minutes; no caller waits for more. */
  maxSeconds: 3_600,
}
