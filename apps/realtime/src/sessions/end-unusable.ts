import { PublicError } from '@gptget/errors'
import { requireUsable } from '@gptget/http'
import type { Context } from '../context.ts'
import type { SessionFacts } from '../live/session-facts.ts'

/** Ends sessions whose key is no longer valid: revoked, disabled or expired. */
export const endUnusable = async (
  context: Context,
  isMeant: (facts: SessionFacts) => boolean = () => true,
): Promise<void> => {
  const sessions = [...context.live].filter(({ facts }) => isMeant(facts))
  for (const [keyHash, ofKey] of Map.groupBy(sessions, ({ facts }) => facts.keyHash)) {
    const refusal = await refusalOf(context, keyHash)
    if (refusal !== null) for (const session of ofKey) session.finish(refusal)
  }
}

/** If keys cannot be checked, no one is disconnected. */
const refusalOf = async (context: Context, keyHash: string): Promise<PublicError | null> => {
  try {
    await requireUsable(keyHash, context)
    return null
  } catch (error) {
    if (error instanceof PublicError && error.status < 500) return error
    context.logger.warn({ err: error }, 'the key of a session could not be checked')
    return null
  }
}
