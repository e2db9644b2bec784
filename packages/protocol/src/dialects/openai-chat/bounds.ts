import type { Bounds } from '../../capabilities.ts'

/** The limits of Chat Completions at OpenAI. Compatible servers mostly copy them. */
export const bounds: Bounds = {
  sources: [
    '`ChatCompletionCreateParamsBase` and `Metadata` of `openai` 7.59 (2026-11)',
    'tools: “Expected an array with maximum length 128” (github.com/zed-industries/zed/issues/32946, 2025-06)',
  ],
  ranges: {
    maxOutputTokens: { least: 1 },
    temperature: { least: 0, most: 2 },
    topP: { least: 0, most: 1 },
    frequencyPenalty: { least: -2, most: 2 },
    presencePenalty: { least: -2, most: 2 },
    topLogprobs: { least: 0, most: 20 },
  },
  maxTools: 128,
  metadata: { maxPairs: 16, maxKeyLength: 64, maxValueLength: 512 },
}
