import type { Dialect } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import { adapt, CLIENT_FACING, UPSTREAM_FACING, type AdaptTarget, type Loss } from '@gptget/protocol'

/** What comes of a request on its way to a provider. */
export type Observed =
  | { type: 'sent'; body: Record<string, unknown>; losses: Loss[] }
  | { type: 'refused'; code: string; param: string; message: string }

/** The provider of each dialect that is best known, on a model of which nothing is known. */
const TARGETS: Record<Dialect, AdaptTarget> = {
  'openai-chat': {
    dialect: 'openai-chat',
    model: 'up',
    quirks: {
      maxTokensField: 'max_completion_tokens',
      hasDeveloperRole: true,
      hasStrictTools: true,
      hasOpenaiFields: true,
    },
  },
  'openai-responses': { dialect: 'openai-responses', model: 'up', quirks: { hasStrictTools: true } },
  'anthropic-messages': { dialect: 'anthropic-messages', model: 'up', quirks: { hasEffortLevels: true } },
  gemini: { dialect: 'gemini', model: 'up', quirks: {} },
}

export const observe = (from: Dialect, to: Dialect, body: unknown): Observed => {
  const target = TARGETS[to]
  try {
    const { request, losses } = adapt(CLIENT_FACING[from].readRequest(body), target)
    const written = JSON.stringify(UPSTREAM_FACING[to].writeRequest(request, target))
    return { type: 'sent', body: JSON.parse(written) as Record<string, unknown>, losses }
  } catch (error) {
    if (!(error instanceof PublicError)) throw error
    return { type: 'refused', code: error.code, param: error.details.param ?? '', message: error.message }
  }
}
