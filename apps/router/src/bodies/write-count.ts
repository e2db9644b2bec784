import { adapt, CAPABILITIES, countableOf, TOKEN_COUNTING } from '@gptget/protocol'
import type { CountingDialect } from '@gptget/contracts'
import type { Serving } from './prepared.ts'
import { cutCountable } from './read-countable.ts'
import type { CutCountable } from './read-countable.ts'

/** Tokens before the first text: roles, and the borders of turns. */
const TOKENS_PER_TURN = 4
const TOKENS_BEFORE_ANSWER = 3

type Asking = {
  dialect: CountingDialect
  model: string
  /** The provider whose own count is requested. */
  counting: (Serving & { dialect: CountingDialect }) | null
}

/**
 * A request in the format of a provider's token count, null if none is called; and the parts that we count otherwise.
 */
export type WrittenCount = { asked: Buffer | null; countable: CutCountable }

/** Reads a request whose tokens are counted. @throws PublicError 400 naming the field */
export const writeCount = (body: Buffer, { dialect, model, counting }: Asking): WrittenCount => {
  const fields = CAPABILITIES[dialect].parsers.request(body.toString()) as Record<string, unknown>
  const request = TOKEN_COUNTING[dialect].readRequest({ ...fields, model })
  const { texts, otherTokens } = countableOf(request)
  const turns = request.turns.length + (request.system.length > 0 ? 1 : 0)
  const frame = turns * TOKENS_PER_TURN + TOKENS_BEFORE_ANSWER
  const countable = cutCountable({ texts, otherTokens: otherTokens + frame })
  if (counting === null) return { asked: null, countable }
  const { request: adapted } = adapt(request, { ...counting.target, dialect: counting.dialect })
  const written = TOKEN_COUNTING[counting.dialect].writeRequest(adapted, counting.target)
  return { asked: Buffer.from(JSON.stringify(written)), countable }
}
