import { readBody } from '@gptget/http'
import type { BodyBudget } from '@gptget/http'
import type { Body } from '@gptget/threads'
import type { Authenticated } from '../authenticate/authenticate.ts'
import { isForm, receiveForm } from './receive-form.ts'
import type { FormContext } from './receive-form.ts'

/** A request that is here as a whole. `sent`: its body as the caller wrote it, unpacked; a form as JSON. */
export type Received = Authenticated & { sent: Body }

/** Reads the body. @throws PublicError where it is too large, cut or does not unpack, or there is no room for it. */
export const receiveBody = async (
  context: FormContext & { bodies: BodyBudget },
  authenticated: Authenticated,
): Promise<Received> => {
  const { inbound, key } = authenticated
  if (isForm(inbound)) return { ...authenticated, sent: await receiveForm(context, authenticated) }
  const share = context.bodies.open(key.keyId, inbound.outgoing)
  return { ...authenticated, sent: await readBody(inbound.incoming, share) }
}
