import type { Bounds } from '../../capabilities.ts'

const INT32 = 2 ** 31

/** The limits of Gemini's models. */
export const bounds: Bounds = {
  sources: [
    'https://ai.google.dev/api/generate-content#generationconfig (2026-11)',
    'pictures: https://ai.google.dev/gemini-api/docs/image-understanding (2026-11)',
  ],
  ranges: {
    maxOutputTokens: { least: 1 },
    temperature: { least: 0, most: 2 },
    topP: { least: 0, most: 1 },
    topK: { least: 1 },
    seed: { least: -INT32, most: INT32 - 1 },
    // Less than 2.
    frequencyPenalty: { least: -2, most: 1.99 },
    presencePenalty: { least: -2, most: 1.99 },
    topLogprobs: { least: 0, most: 20 },
  },
  maxPictures: 3600,
}
