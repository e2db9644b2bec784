import { z } from 'zod'

/** Audio in events: 16-bit samples at 24 kHz, or the two telephony formats at 8 kHz; one channel. */
export const SOUND_FORMATS = ['audio/pcm', 'audio/pcmu', 'audio/pcma'] as const
export type SoundFormatName = (typeof SOUND_FORMATS)[number]

/** The beta's names for the same. */
const BETA_NAMES: Readonly<Record<string, SoundFormatName>> = {
  pcm16: 'audio/pcm',
  g711_ulaw: 'audio/pcmu',
  g711_alaw: 'audio/pcma',
}

export const RATES_HZ: Readonly<Record<SoundFormatName, number>> = {
  'audio/pcm': 24_000,
  'audio/pcmu': 8_000,
  'audio/pcma': 8_000,
}

/** A format in GA format: `pcm16` becomes `{ type: 'audio/pcm', rate: 24000 }`; others stay unchanged. */
export const liftFormat = (value: unknown): unknown => {
  if (typeof value !== 'string') return value
  const type = Object.hasOwn(BETA_NAMES, value) ? BETA_NAMES[value]! : value
  return type === 'audio/pcm' ? { type, rate: RATES_HZ[type] } : { type }
}

/** A GA format by its beta name. */
export const lowerFormat = (value: unknown): unknown => {
  const type = (value as { type?: unknown } | null | undefined)?.type
  return Object.entries(BETA_NAMES).find(([, name]) => name === type)?.[0] ?? value
}

export const soundFormat = z
  .object({
    type: z.enum(SOUND_FORMATS),
    rate: z.literal(24_000, 'only 24000 Hz is spoken here.').optional(),
  })
  .transform(({ type }) => (type === 'audio/pcm' ? { type, rate: 24_000 } : { type }))
