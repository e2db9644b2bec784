import { betterAuth } from 'better-auth'
import { admin, deviceAuthorization, organization } from 'better-auth/plugins'
import type { Context } from '../context.ts'
import { revokeMemberKeys } from '../member-keys/revoke-member-keys.ts'
import { ORGANIZATION_ACCESS } from './roles.ts'
import { sessionSecretOf } from './secrets.ts'
import { signInByLink } from './sign-in-by-link.ts'

/** The one program that may ask for a code: the command line. */
const DEVICE_CLIENT = 'gptget-cli'

const WEEK_SECONDS = 7 * 86_400
const DAY_SECONDS = 86_400

/** Loopback addresses are believed without being configured: any other could be forged to lead a mail's link astray. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'].flatMap((host) => [host, `${host}:*`])

const baseUrlOf = (publicUrl: string | null) =>
  publicUrl ?? { allowedHosts: LOOPBACK, protocol: 'auto' as const }

/** Attempts from one address: what could be guessed is asked seldom. */
const RATE_LIMIT = {
  enabled: true,
  storage: 'database' as const,
  window: 60,
  max: 300,
  customRules: {
    // Nobody guesses 32 random bytes.
    '/sign-in/link': { window: 60, max: 100 },
    '/sign-in/*': { window: 60, max: 10 },
    '/sign-up/*': { window: 3_600, max: 20 },
    '/request-password-reset': { window: 3_600, max: 10 },
    '/two-factor/*': { window: 60, max: 10 },
    '/device/code': { window: 60, max: 20 },
    '/device': { window: 60, max: 20 },
  },
}

/** Sessions, passwords, organisations and the sign-in of devices, by better-auth. */
export const createAuth = (context: Context) => {
  const { config, db, logger } = context
  return betterAuth({
    appName: 'GptGet',
    baseURL: baseUrlOf(config.publicUrl),
    secret: sessionSecretOf(config.secret),
    database: { db: db as never, type: 'postgres' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: config.signUp === 'invited',
      minPasswordLength: 10,
      maxPasswordLength: 200,
      revokeSessionsOnPasswordReset: true,
    },
    session: {
      expiresIn: WEEK_SECONDS,
      updateAge: DAY_SECONDS,
      cookieCache: { enabled: true, maxAge: 60 },
    },
    rateLimit: RATE_LIMIT,
    advanced: {
      cookiePrefix: 'gptget',
      useSecureCookies: config.publicUrl?.startsWith('https:') ?? false,
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true },
      ipAddress: { ipAddressHeaders: ['x-gptget-client-address'] },
      trustedProxyHeaders: true,
    },
    plugins: [
      admin(),
      organization({
        ...ORGANIZATION_ACCESS,
        // Each has a wallet at billing: the console makes them, so that none is without one.
        allowUserToCreateOrganization: false,
        organizationHooks: {
          afterRemoveMember: ({ member }) => revokeMemberKeys(context, member.organizationId, member.userId),
        },
        schema: {
          organization: { additionalFields: { accountId: { type: 'string', required: true, input: false } } },
        },
      }),
      deviceAuthorization({
        verificationUri: '/device',
        expiresIn: '15m',
        interval: '5s',
        userCodeLength: 8,
        validateClient: (clientId) => clientId === DEVICE_CLIENT,
      }),
      signInByLink(context),
    ],
    logger: {
      level: 'warn',
      disableColors: true,
      log: (level, message, ...details) => logger[level]({ details }, `better-auth: ${message}`),
    },
    telemetry: { enabled: false },
  })
}

export type Auth = ReturnType<typeof createAuth>
