import { readBody } from '@gptget/http'
import type { Authenticated } from '../authenticate/authenticate.ts'

/** A request that is here as a whole. `sent`: its body as the caller wrote it, unpacked. */
export type Received = Authenticated & { sent: Buffer }

/** Reads the body. @throws PublicError where it is too large, cut or does not unpack. */
export const receiveBody = async (authenticated: Authenticated): Promise<Received> => ({
  ...authenticated,
  sent: await readBody(authenticated.inbound.incoming),
})
