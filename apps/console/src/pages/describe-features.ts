import type { Context } from '../context.ts'

/** What the operator has set up and the pages depend on. */
export const describeFeatures = ({ config, mailer, payments }: Context) => ({
  sign_up: config.signUp,
  sends_mail: mailer !== null,
  takes_payments: payments !== null,
  single_sign_on: config.singleSignOn === null ? null : { name: config.singleSignOn.name },
})
