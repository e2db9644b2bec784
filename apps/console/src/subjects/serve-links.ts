import type { Bus } from '@gptget/bus'
import { makeSignInLink } from '@gptget/contracts'
import type { Context } from '../context.ts'
import { makeLink } from '../links/make-link.ts'

/** Creates the link that `npm start` prints. */
export const serveLinks = (context: Context, bus: Bus): void => {
  bus.serve(makeSignInLink, ({ accountId }) => makeLink(context, accountId))
}
