import type { Dialect } from '@gptget/contracts'
import { PublicError } from '@gptget/errors'
import {
  adapt,
  CLIENT_FACING,
  RELAYS,
  rewriteOwn,
  UPSTREAM_FACING,
  type AdaptTarget,
  type Loss,
} from '@gptget/protocol'

import { withForeignReasoning } from './foreign-reasoning.ts'

/** The result of a request on its way to a provider. */
export type Observed =
  | { type: 'sent'; body: Record<string, unknown>; losses: Loss[] }
  | { type: 'refused'; code: string; param: string; message: string }

/** The best-known provider of each dialect, with an unknown model. */
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

export const observe = (from: Dialect, to: Dialect, body: Record<string, unknown>): Observed => {
  const target = TARGETS[to]
  try {
    if (from === to) return rewrite(target, withForeignReasoning(from, body))
    const { request, losses } = adapt(CLIENT_FACING[from].readRequest(body), target)
    const written = JSON.stringify(UPSTREAM_FACING[to].writeRequest(request, target))
    return { type: 'sent', body: JSON.parse(written) as Record<string, unknown>, losses }
  } catch (error) {
    if (!(error instanceof PublicError)) throw error
    return { type: 'refused', code: error.code, param: error.details.param ?? '', message: error.message }
  }
}

/** In its own dialect, a body is passed on; only what its provider would refuse is rewritten. */
const rewrite = (target: AdaptTarget, body: Record<string, unknown>): Observed => {
  const request = CLIENT_FACING[target.dialect].readRequest(body)
  const adapted = adapt(request, target)
  const kept = rewriteOwn(Buffer.from(JSON.stringify(body)), { request, adapted: adapted.request, target })
  const { body: sent, losses = [] } = RELAYS[target.dialect].request(kept.body, {
    ...target,
    isStream: request.isStream,
  })
  return {
    type: 'sent',
    body: JSON.parse(sent.toString()) as Record<string, unknown>,
    losses: [...adapted.losses, ...kept.losses, ...losses],
  }
}
