import type { BodyBudget, Refusals } from '@gptget/http'
import type { IncomingMessage, ServerResponse } from 'node:http'

type Refused = { incoming: IncomingMessage; outgoing: ServerResponse; keyId: string | undefined }

/** Delays a refusal if this caller had many. Its body uses no memory meanwhile. */
export const slowDown = (
  { refusals, bodies }: { refusals: Refusals; bodies: BodyBudget },
  { incoming, outgoing, keyId }: Refused,
): Promise<void> => {
  bodies.release(outgoing)
  return refusals.slowDown(
    keyId === undefined
      ? { kind: 'address', id: incoming.socket.remoteAddress ?? '' }
      : { kind: 'key', id: keyId },
  )
}
