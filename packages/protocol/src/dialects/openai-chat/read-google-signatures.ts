import type { Signature } from '../../canonical/events.ts'
import { objectOf, textOf } from '../../json/object.ts'
import { readSignatures } from '../carried-signatures.ts'

/** The signatures in `extra_content`, Google's field for them in this dialect. */
export const readGoogleSignatures = (extraContent: unknown): Signature[] =>
  readSignatures(
    'openai-chat',
    'signature',
    textOf(objectOf(objectOf(extraContent)['google'])['thought_signature']),
  )
