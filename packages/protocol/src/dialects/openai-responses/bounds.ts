import type { Bounds } from '../../capabilities.ts'

/** The limits of the Responses API. */
export const bounds: Bounds = {
  sources: [
    '`ResponseCreateParamsBase` and `Metadata` of `openai` 7.59 (2026-11)',
    'output: “Expected a value >= 16” (github.com/vectorize-io/hindsight/issues/58, 2025-12)',
    'tools: “Expected an array with maximum length 128” (github.com/zed-industries/zed/issues/32946, 2025-06)',
  ],
  ranges: {
    maxOutputTokens: { least: 16 },
    temperature: { least: 0, most: 2 },
    topP: { least: 0, most: 1 },
    topLogprobs: { least: 0, most: 20 },
  },
  maxTools: 128,
  metadata: { maxPairs: 16, maxKeyLength: 64, maxValueLength: 512 },
}
