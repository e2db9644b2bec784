import {
  busVariables,
  countVariable,
  databaseVariables,
  LISTEN_DEFAULTS,
  listenConfigOf,
  listenVariables,
  readEnvironment,
} from '@gptget/runtime'
import type { ListenConfig } from '@gptget/runtime'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { MailConfig } from './mail/mailer.ts'

/** Who may create an account: everyone, or only people with an invitation. */
export type SignUp = 'open' | 'invited'

/** An OpenID Connect provider. People sign in there, and the console trusts what it says about them. */
export type SingleSignOnConfig = {
  issuer: string
  clientId: string
  clientSecret: string
  /** Its name on the button. */
  name: string
}

/** Stripe, for payments. */
export type PaymentsConfig = {
  secretKey: string
  /** Verifies Stripe's webhooks. */
  webhookSecret: string
  /** The URL of another server with Stripe's API, for tests; null: Stripe's. */
  apiUrl: string | null
}

export type ConsoleConfig = ListenConfig & {
  natsUrl: string
  databaseUrl: string
  maxConnections: number
  /** Random text: signs cookies and encrypts the API keys of members. */
  secret: string
  /** The address that people see in their browser; null: any loopback address. */
  publicUrl: string | null
  signUp: SignUp
  /** The number of proxies that append to `x-forwarded-for`, including the edge. */
  trustedProxies: number
  /** null: no mail is sent. */
  mail: MailConfig | null
  /** null: there is no single sign-on. */
  singleSignOn: SingleSignOnConfig | null
  /** null: only administrators can add credit. */
  payments: PaymentsConfig | null
  /** How often budgets and wallets with automatic top-up are checked. */
  watchIntervalMs: number
}

export const DEFAULTS = {
  ...LISTEN_DEFAULTS,
  maxConnections: 5,
  publicUrl: null,
  signUp: 'open',
  trustedProxies: 1,
  mail: null,
  singleSignOn: null,
  payments: null,
  watchIntervalMs: 60_000,
} satisfies Partial<ConsoleConfig>

const SHORTEST_SECRET = 32

const mailVariables = {
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  SMTP_URL_FILE: z.string().min(1).optional(),
  MAIL_FROM: z.string().min(3).max(320).optional(),
}

const singleSignOnVariables = {
  OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET_FILE: z.string().min(1).optional(),
  OIDC_NAME: z.string().min(1).max(60).default('single sign-on'),
}

const paymentVariables = {
  STRIPE_SECRET_KEY: z.string().min(1).optional(),
  STRIPE_SECRET_KEY_FILE: z.string().min(1).optional(),
  STRIPE_WEBHOOK_SECRET: z.string().min(1).optional(),
  STRIPE_WEBHOOK_SECRET_FILE: z.string().min(1).optional(),
  STRIPE_API_URL: z.url({ protocol: /^https?$/ }).optional(),
}

/** The value of a variable, or of the file that its `_FILE` variant names. */
const secretOf = (value: string | undefined, file: string | undefined): string | undefined =>
  value ?? (file === undefined ? undefined : readFileSync(file, 'utf8').trim())

const environment = z
  .object({
    ...listenVariables,
    ...busVariables,
    ...databaseVariables,
    CONSOLE_SECRET: z.string().optional(),
    CONSOLE_SECRET_FILE: z.string().min(1).optional(),
    CONSOLE_SIGN_UP: z.enum(['open', 'invited']).default(DEFAULTS.signUp),
    CONSOLE_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(DEFAULTS.trustedProxies),
    ...mailVariables,
    ...singleSignOnVariables,
    ...paymentVariables,
    CONSOLE_WATCH_INTERVAL_MS: countVariable.default(DEFAULTS.watchIntervalMs),
    GPTGET_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  })
  .transform((read) => ({
    ...read,
    secret: secretOf(read.CONSOLE_SECRET, read.CONSOLE_SECRET_FILE) ?? '',
    smtpUrl: secretOf(read.SMTP_URL, read.SMTP_URL_FILE),
    stripeKey: secretOf(read.STRIPE_SECRET_KEY, read.STRIPE_SECRET_KEY_FILE),
    stripeWebhookSecret: secretOf(read.STRIPE_WEBHOOK_SECRET, read.STRIPE_WEBHOOK_SECRET_FILE),
    oidcSecret: secretOf(read.OIDC_CLIENT_SECRET, read.OIDC_CLIENT_SECRET_FILE),
  }))
  .refine(({ secret }) => secret.length >= SHORTEST_SECRET, {
    message: `set CONSOLE_SECRET or CONSOLE_SECRET_FILE to random text of ${SHORTEST_SECRET} characters or more, as \`openssl rand -base64 32\` prints`,
    path: ['CONSOLE_SECRET'],
  })
  .refine(
    ({ stripeKey, stripeWebhookSecret }) => (stripeKey === undefined) === (stripeWebhookSecret === undefined),
    { message: 'STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET go together', path: ['STRIPE_SECRET_KEY'] },
  )
  .refine(({ smtpUrl, MAIL_FROM }) => (smtpUrl === undefined) === (MAIL_FROM === undefined), {
    message: 'SMTP_URL and MAIL_FROM go together: how mail leaves, and who it is from',
    path: ['MAIL_FROM'],
  })
  .refine(
    ({ OIDC_ISSUER, OIDC_CLIENT_ID, oidcSecret }) =>
      new Set([OIDC_ISSUER, OIDC_CLIENT_ID, oidcSecret].map((value) => value === undefined)).size === 1,
    { message: 'OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together', path: ['OIDC_ISSUER'] },
  )

/** @throws Error that names every missing or invalid variable */
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
    mail: read.smtpUrl === undefined ? null : { smtpUrl: read.smtpUrl, from: read.MAIL_FROM! },
    watchIntervalMs: read.CONSOLE_WATCH_INTERVAL_MS,
    payments:
      read.stripeKey === undefined
        ? null
        : {
            secretKey: read.stripeKey,
            webhookSecret: read.stripeWebhookSecret!,
            apiUrl: read.STRIPE_API_URL ?? null,
          },
    singleSignOn:
      read.OIDC_ISSUER === undefined
        ? null
        : {
            issuer: read.OIDC_ISSUER,
            clientId: read.OIDC_CLIENT_ID!,
            clientSecret: read.oidcSecret!,
            name: read.OIDC_NAME,
          },
  }
}
