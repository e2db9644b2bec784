import { hash } from 'node:crypto'
import { parseKeyRing } from '@gptget/keys'
import type { KeyRing } from '@gptget/keys'

/** What the console's one secret is for: each purpose has its own, and none tells of another. */
const derive = (secret: string, purpose: string): string => hash('sha256', `${purpose} ${secret}`, 'base64')

export const sessionSecretOf = (secret: string): string => derive(secret, 'sessions of the console')

/** Seals the keys of members. */
export const keyRingOf = (secret: string): KeyRing => parseKeyRing(derive(secret, 'keys of the console'))!
