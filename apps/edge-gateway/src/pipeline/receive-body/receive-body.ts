import { readBody } from '@gptget/http'
import type { BodyBudget } from '@gptget/http'
import type { Body } from '@gptget/threads'
import type { Authenticated } from '../authenticate/authenticate.ts'

/** A request that is here as a whole. `sent`: its body as the caller wrote it, unpacked. */
export type Received = Authenticated & { sent: Body }

/** Reads the body. @throws PublicError where it is too large, cut or does not unpack, or there is no room for it. */
export const receiveBody = async (
  { bodies }: { bodies: BodyBudget },
  authenticated: Authenticated,
): Promise<Received> => {
  const { inbound, key } = authenticated
  const share = bodies.open(key.keyId, inbound.outgoing)
  return { ...authenticated, sent: await readBody(inbound.incoming, share) }
}
