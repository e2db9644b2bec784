import { workOn } from '@gptget/threads'
import type { Threads } from '@gptget/threads'
import type { Received } from '../receive-body/receive-body.ts'
import { inboundHeadOf } from '../request/inbound-request.ts'
import { warningHeaders } from './find-misspelt.ts'
import { readFacts } from './read-facts.ts'
import type { BodyFacts } from './read-facts.ts'

/** A parsed request. */
export type Parsed = Received & BodyFacts

export type ParseContext = { threads: Threads<{ readFacts: typeof readFacts }> }

/**
 * Reads everything that the edge must know of a request; a large one in a thread. @throws PublicError 400 naming the
 * field.
 */
export const parse = async ({ threads }: ParseContext, received: Received): Promise<Parsed> => {
  const { inbound, sent, key } = received
  const turn = { caller: key.accountId, isWanted: () => !inbound.outgoing.destroyed }
  const facts = await workOn(threads, { readFacts }, sent, inboundHeadOf(inbound), turn)
  inbound.framing = facts.framing
  if (facts.misspelt.length > 0) Object.assign(inbound.answerHeaders, warningHeaders(facts.misspelt))
  return { ...received, ...facts }
}
