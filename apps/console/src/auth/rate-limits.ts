/** Attempts per address. Requests that could guess a secret, or that send mail, are limited most. */
export const RATE_LIMIT = {
  enabled: true,
  storage: 'database' as const,
  window: 60,
  max: 300,
  customRules: {
    // A token of 32 random bytes cannot be guessed.
    '/sign-in/link': { window: 60, max: 100 },
    '/sign-in/*': { window: 60, max: 10 },
    '/sign-up/*': { window: 3_600, max: 20 },
    '/request-password-reset': { window: 3_600, max: 10 },
    '/send-verification-email': { window: 3_600, max: 10 },
    '/reset-password': { window: 60, max: 10 },
    '/verify-email': { window: 60, max: 20 },
    '/organization/invite-member': { window: 3_600, max: 60 },
    '/two-factor/*': { window: 60, max: 10 },
    '/passkey/verify-authentication': { window: 60, max: 20 },
    '/device/code': { window: 60, max: 20 },
    '/device': { window: 60, max: 20 },
  },
}
