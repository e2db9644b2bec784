import type { Handler } from 'hono'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'

/** `GET /console/public/features`: what this platform's operator has set up, as far as the pages depend on it. */
export const readFeatures =
  ({ config, mailer, payments }: Context): Handler<ConsoleEnv> =>
  (c) =>
    c.json({
      sign_up: config.signUp,
      sends_mail: mailer !== null,
      takes_payments: payments !== null,
      single_sign_on: config.singleSignOn === null ? null : { name: config.singleSignOn.name },
    })
