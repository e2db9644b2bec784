import type { Context } from '../context.ts'

/** What this platform's operator has set up, as far as the pages depend on it. */
export const describeFeatures = ({ config, mailer, payments }: Context) => ({
  sign_up: config.signUp,
  sends_mail: mailer !== null,
  takes_payments: payments !== null,
  single_sign_on: config.singleSignOn === null ? null : { name: config.singleSignOn.name },
})
