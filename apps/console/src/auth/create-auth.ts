import { passkey } from '@better-auth/passkey'
import { betterAuth } from 'better-auth'
import { admin, deviceAuthorization, twoFactor } from 'better-auth/plugins'
import type { Context } from '../context.ts'
import { afterChanges } from './after-changes.ts'
import { signInByPassword } from './by-mail.ts'
import { organizations } from './organizations.ts'
import { RATE_LIMIT } from './rate-limits.ts'
import { sessionSecretOf } from './secrets.ts'
import { signInByLink } from './sign-in-by-link.ts'
import { singleSignOn } from './single-sign-on.ts'

/** The only program that may request device codes: the command line. */
const DEVICE_CLIENT = 'gptget-cli'

const WEEK_SECONDS = 7 * 86_400
const DAY_SECONDS = 86_400

/** Accepted without configuration. Any other host name could be forged, to make the links in mails lead elsewhere. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'].flatMap((host) => [host, `${host}:*`])

const baseUrlOf = (publicUrl: string | null) =>
  publicUrl ?? { allowedHosts: LOOPBACK, protocol: 'auto' as const }

/** Sessions, passwords, organizations and the sign-in of devices, with better-auth. */
export const createAuth = (context: Context) => {
  const { config, db, logger } = context
  return betterAuth({
    appName: 'GptGet',
    baseURL: baseUrlOf(config.publicUrl),
    secret: sessionSecretOf(config.secret),
    database: { db: db as never, type: 'postgres' },
    ...signInByPassword(context),
    session: {
      expiresIn: WEEK_SECONDS,
      updateAge: DAY_SECONDS,
      cookieCache: { enabled: true, maxAge: 60 },
    },
    rateLimit: RATE_LIMIT,
    hooks: { after: afterChanges(context) },
    onAPIError: { errorURL: '/sign-in' },
    advanced: {
      cookiePrefix: 'gptget',
      useSecureCookies: config.publicUrl?.startsWith('https:') ?? false,
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true },
      ipAddress: { ipAddressHeaders: ['x-gptget-client-address'] },
      trustedProxyHeaders: true,
    },
    plugins: [
      admin(),
      organizations(context),
      twoFactor({ issuer: 'GptGet', allowPasswordless: true }),
      passkey({
        rpName: 'GptGet',
        ...(config.publicUrl === null
          ? {}
          : { rpID: new URL(config.publicUrl).hostname, origin: config.publicUrl }),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      }),
      ...(config.singleSignOn === null ? [] : [singleSignOn(config.singleSignOn)]),
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
