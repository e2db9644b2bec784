import type { Key } from '../../api/keys.ts'
import { m } from '../../messages/index.ts'
import type { Tone } from '../../ui/badge.tsx'

/** Whether the console uses it for a member. */
export const isOfConsole = ({ name }: Key): boolean => name.startsWith('Console of ')

export const stateOf = (key: Key): { text: string; tone: Tone } => {
  if (key.revoked_at !== null) return { text: m.keys.revoked, tone: 'bad' }
  if (key.disabled) return { text: m.keys.disabled, tone: 'warn' }
  if (key.expires_at !== null && Date.parse(key.expires_at) <= Date.now())
    return { text: m.keys.expired, tone: 'warn' }
  return { text: m.keys.active, tone: 'good' }
}
