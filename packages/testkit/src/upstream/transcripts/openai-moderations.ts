import type { ScriptedDialect } from './rendered.ts'
import { openaiChat } from './openai-chat.ts'

export const UPSTREAM_MODERATION_MODEL = 'upstream-moderation-2026-01-01'

/** OpenAI's `/moderations`: flags nothing. */
export const openaiModerations: ScriptedDialect = {
  ...openaiChat,
  render: (_, { requestNumber, body }) => ({
    plain: {
      id: `modr-up${requestNumber}`,
      model: UPSTREAM_MODERATION_MODEL,
      results: [body['input']].flat().map(() => ({
        flagged: false,
        categories: { violence: false },
        category_scores: { violence: 0.000_01 },
      })),
    },
    events: [],
  }),
}
