import {
  busVariables,
  databaseVariables,
  LISTEN_DEFAULTS,
  listenConfigOf,
  listenVariables,
  readEnvironment,
} from '@gptget/runtime'
import type { ListenConfig } from '@gptget/runtime'
import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** Who may make an account by themselves: everyone, or only who was invited. */
export type SignUp = 'open' | 'invited'

export type ConsoleConfig = ListenConfig & {
  natsUrl: string
  databaseUrl: string
  maxConnections: number
  /** Random text: signs cookies and seals the keys by which the console acts for members. */
  secret: string
  /** The address that people have in their browser; null: whatever loopback address they use. */
  publicUrl: string | null
  signUp: SignUp
  /** How many proxies are in front that append to `x-forwarded-for`; the edge is one. */
  trustedProxies: number
}

export const DEFAULTS = {
  ...LISTEN_DEFAULTS,
  maxConnections: 5,
  publicUrl: null,
  signUp: 'open',
  trustedProxies: 1,
} satisfies Partial<ConsoleConfig>

const SHORTEST_SECRET = 32

const environment = z
  .object({
    ...listenVariables,
    ...busVariables,
    ...databaseVariables,
    CONSOLE_SECRET: z.string().optional(),
    CONSOLE_SECRET_FILE: z.string().min(1).optional(),
    CONSOLE_SIGN_UP: z.enum(['open', 'invited']).default(DEFAULTS.signUp),
    CONSOLE_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(DEFAULTS.trustedProxies),
    GPTGET_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  })
  .transform((read) => ({
    ...read,
    secret:
      read.CONSOLE_SECRET ??
      (read.CONSOLE_SECRET_FILE === undefined ? '' : readFileSync(read.CONSOLE_SECRET_FILE, 'utf8').trim()),
  }))
  .refine(({ secret }) => secret.length >= SHORTEST_SECRET, {
    message: `set CONSOLE_SECRET or CONSOLE_SECRET_FILE to random text of ${SHORTEST_SECRET} characters or more, as \`openssl rand -base64 32\` prints`,
    path: ['CONSOLE_SECRET'],
  })

/** @throws Error that names every variable that is missing or wrong */
export const configFromEnv = (env: NodeJS.ProcessEnv): ConsoleConfig => {
  const read = readEnvironment('console', environment, env)
  return {
    ...listenConfigOf(read),
    natsUrl: read.NATS_URL,
    databaseUrl: read.DATABASE_URL,
    maxConnections: read.DATABASE_MAX_CONNECTIONS,
    secret: read.secret,
    publicUrl: read.GPTGET_PUBLIC_URL === undefined ? null : new URL(read.GPTGET_PUBLIC_URL).origin,
    signUp: read.CONSOLE_SIGN_UP,
    trustedProxies: read.CONSOLE_TRUSTED_PROXIES,
  }
}
