import { deriveSecret, parseKeyRing } from '@gptget/keys'
import type { KeyRing } from '@gptget/keys'

export const sessionSecretOf = (secret: string): string => deriveSecret(secret, 'sessions of the console')

/** Encrypts the keys of members. */
export const keyRingOf = (secret: string): KeyRing =>
  parseKeyRing(deriveSecret(secret, 'keys of the console'))!
