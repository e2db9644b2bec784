import type { OperationName } from '@gptget/contracts'
import { readBody } from '@gptget/http'
import type { BodyBudget, BodyShare } from '@gptget/http'
import type { Body } from '@gptget/threads'
import type { Authenticated } from '../authenticate/authenticate.ts'
import { isForm, receiveForm } from './receive-form.ts'
import { measureForm, storeInputAudio } from './receive-sound.ts'
import type { SoundContext } from './receive-sound.ts'

/**
 * A request that is here as a whole. `sent`: its body as the caller wrote it, unpacked; a form as JSON. `share`: its
 * memory.
 */
export type Received = Authenticated & { sent: Body; share: BodyShare }

/** What is asked of a sound. */
const SOUNDS: ReadonlySet<OperationName> = new Set(['transcriptions', 'translations'])

/** Reads the body. @throws PublicError where it is too large, cut or does not unpack, or there is no room for it. */
export const receiveBody = async (
  context: SoundContext & { bodies: BodyBudget },
  authenticated: Authenticated,
): Promise<Received> => {
  const { inbound, key } = authenticated
  const isSound = SOUNDS.has(inbound.operation)
  const share = context.bodies.open(key.keyId, inbound.outgoing)
  if (isForm(inbound)) {
    const body = await receiveForm(context, authenticated)
    const sent = isSound ? await measureForm(context, authenticated, body) : body
    return { ...authenticated, sent, share }
  }
  const body = await readBody(inbound.incoming, share)
  const sent = isSound ? await storeInputAudio(context, authenticated, body) : body
  return { ...authenticated, sent, share }
}
