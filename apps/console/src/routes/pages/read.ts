import type { Context as Request } from 'hono'
import { sendFile } from '../../answers/send-file.ts'
import type { LoadAuth } from '../../auth/load-auth.ts'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'
import type { Member } from '../../members/current-member.ts'
import { describeSession } from '../../members/describe-session.ts'
import { memberOfRequest } from '../../requests/member-of-request.ts'
import { readPageFile } from '../../page-files.ts'
import { describeFeatures } from '../../pages/describe-features.ts'
import { preloadLinks } from '../../pages/preload-links.ts'
import { printPage } from '../../pages/print-page.ts'

export type SendPage = (c: Request<ConsoleEnv>) => Promise<Response>

/** Sends the document of every page. It contains the session and the features, so that no page waits for them. */
export const createSendPage = (context: Context, loadAuth: LoadAuth): SendPage => {
  const features = describeFeatures(context)
  return async (c) => {
    const document = await readPageFile('index.html')
    if (document === null)
      return c.text(
        'The pages of the console are not built here: node apps/console/build/ensure-pages.ts',
        503,
      )
    const member = await memberIfKnown(context, loadAuth, c)
    const session = member === undefined ? {} : { session: member && describeSession(member) }
    const page = await printPage(document, { features, ...session })
    // With a person's name in it, no cache may keep it longer than their session.
    const answer = sendFile(c, page, member === null ? 'no-cache' : 'no-store')
    const links = await preloadLinks(c.req.path, Boolean(member))
    if (links !== '') answer.headers.set('link', links)
    return answer
  }
}

/** `undefined` if the database cannot be reached: the page then asks by itself, and shows the error. */
const memberIfKnown = (
  context: Context,
  loadAuth: LoadAuth,
  c: Request<ConsoleEnv>,
): Promise<Member | null | undefined> =>
  memberOfRequest(context, loadAuth, c.req.raw.headers).catch((error: unknown) => {
    context.logger.warn({ err: error, path: c.req.path }, 'a page was sent without its session')
    return undefined
  })
