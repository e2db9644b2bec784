import type { OperationName } from '@gptget/contracts'
import { readBody } from '@gptget/http'
import type { BodyBudget, BodyShare } from '@gptget/http'
import { bodyOf } from '@gptget/threads'
import type { Body } from '@gptget/threads'
import type { Authenticated } from '../authenticate/authenticate.ts'
import { isForm, receiveForm } from './receive-form.ts'
import { measureForm, storeInputAudio } from './receive-sound.ts'
import type { SoundContext } from './receive-sound.ts'

/** A complete request. `sent`: its decompressed body; a form as JSON. `share`: its memory. */
export type Received = Authenticated & { sent: Body; share: BodyShare }

/** The operation on the audio. */
const SOUNDS: ReadonlySet<OperationName> = new Set(['transcriptions', 'translations'])

/**
 * Reads the body. @throws PublicError if it is too large, incomplete or cannot be decompressed, or if there is no
 * memory for it.
 */
export const receiveBody = async (
  context: SoundContext & { bodies: BodyBudget },
  authenticated: Authenticated,
): Promise<Received> => {
  const { inbound, key } = authenticated
  const isSound = SOUNDS.has(inbound.operation)
  const share = context.bodies.open(key.accountId, inbound.outgoing)
  if (isForm(inbound)) {
    const body = await receiveForm(context, authenticated)
    const sent = isSound ? await measureForm(context, authenticated, body) : bodyOf(body)
    return { ...authenticated, sent, share }
  }
  const body = await readBody(inbound.incoming, share)
  const sent = isSound ? await storeInputAudio(context, authenticated, body) : body
  return { ...authenticated, sent, share }
}
