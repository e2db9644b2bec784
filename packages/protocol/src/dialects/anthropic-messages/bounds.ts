import type { Bounds } from '../../capabilities.ts'

/** The limits of Anthropic's models. */
export const bounds: Bounds = {
  sources: [
    'https://platform.claude.com/docs/en/api/messages/create (2026-11)',
    'pictures: “Too much media: 0 document pages + 102 images > 100” (github.com/anthropics/claude-code/issues/19822)',
  ],
  ranges: {
    maxOutputTokens: { least: 1 },
    temperature: { least: 0, most: 1 },
    topP: { least: 0, most: 1 },
    topK: { least: 0 },
  },
  maxPictures: 100,
}
