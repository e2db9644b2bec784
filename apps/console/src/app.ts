import { errorHeaders, PublicError, toPublicError } from '@gptget/errors'
import { fromBus } from '@gptget/http'
import { explainFailure } from '@gptget/postgres'
import { discardRest } from '@gptget/runtime'
import { healthRoutes } from '@gptget/runtime'
import type { Checks } from '@gptget/runtime'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { authOnce } from './auth/load-auth.ts'
import type { Context } from './context.ts'
import type { ConsoleEnv } from './env.ts'
import { PAGE_PATHS } from './pages/page-paths.ts'
import { requireMember } from './requests/require-member.ts'
import { workForClient } from './requests/work-for-client.ts'
import { requireSameOrigin } from './requests/require-same-origin.ts'
import { requireAdministrator } from './requests/require-administrator.ts'
import { listAccountsRoute } from './routes/accounts/list.ts'
import { updateAccount } from './routes/accounts/update.ts'
import { addCredits } from './routes/credits/add.ts'
import { readBudget } from './routes/budget/read.ts'
import { updateBudget } from './routes/budget/update.ts'
import { exportData } from './routes/export/read.ts'
import { readRetention } from './routes/retention/read.ts'
import { updateRetention } from './routes/retention/update.ts'
import { createPasswordLink } from './routes/password-links/create.ts'
import { createPayment } from './routes/payments/create.ts'
import { hearPayments } from './routes/stripe-events/store.ts'
import { listPaymentsRoute } from './routes/payments/list.ts'
import { readTopUp } from './routes/top-up/read.ts'
import { updateTopUp } from './routes/top-up/update.ts'
import { requireAction } from './requests/require-action.ts'
import { updatePassword } from './routes/profile/update-password.ts'
import { listProviders } from './routes/providers/list.ts'
import { forwardToApi } from './routes/api/forward.ts'
import { readAsset } from './routes/assets/read.ts'
import { answerAuthentication } from './routes/authentication/answer.ts'
import { createDeviceToken } from './routes/device-tokens/create.ts'
import { answerDevice } from './routes/devices/answer.ts'
import { readFeatures } from './routes/features/read.ts'
import { listModelProviders } from './routes/model-providers/list.ts'
import { listModels } from './routes/models/list.ts'
import { readMissingPage } from './routes/pages/read-missing.ts'
import { createSendPage } from './routes/pages/read.ts'
import { readSession } from './routes/session/read.ts'

/** Scripts and styles must be files of this host; nothing that is written into a page can run. */
const guard = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    fontSrc: ["'self'"],
    imgSrc: ["'self'", 'data:', 'blob:'],
    mediaSrc: ["'self'", 'blob:'],
    connectSrc: ["'self'"],
    frameSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
  // The proxy that terminates TLS decides whether a host may be reached without it.
  strictTransportSecurity: false,
})

const MAX_BODY_BYTES = 256 * 1024

/** Limits the bodies that are read into memory, because anybody may send one, even without a content-length. */
const limitBody = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: (c) => {
    discardRest(c.env.incoming)
    throw new PublicError('request_too_large', `The request body is larger than ${MAX_BODY_BYTES} bytes.`)
  },
})

/** The console: its pages, sign-in, and the API called for the signed-in member. */
export const createApp = (context: Context, checks: Checks = {}): Hono<ConsoleEnv> => {
  const loadAuth = authOnce(context)
  const app = new Hono<ConsoleEnv>().route('/', healthRoutes(checks))
  app.onError((thrown, c) => {
    const error = toPublicError(fromBus(explainFailure(thrown)))
    if (error.code === 'internal') context.logger.error({ err: thrown, path: c.req.path }, 'a request failed')
    const { code, message } = error
    return c.json({ error: { code, message } }, error.status as ContentfulStatusCode, errorHeaders(error))
  })
  app.notFound((c) => {
    throw new PublicError('not_found', `There is no ${c.req.method} ${c.req.path}.`)
  })
  app.get('/console/assets/:name', guard, readAsset)
  app.use(workForClient(context))
  const sendPage = createSendPage(context, loadAuth)
  for (const path of PAGE_PATHS) app.get(path, guard, sendPage)
  for (const path of ['/api/auth/*', '/console/public/*', '/console/api/*']) app.use(path, limitBody)
  app.use('/api/auth/*', requireSameOrigin(context.config.publicUrl))
  app.post('/api/auth/device/token', createDeviceToken(context, loadAuth))
  app.all('/api/auth/*', answerAuthentication(context, loadAuth))
  app.get('/console/public/models', listModels(context))
  app.get('/console/public/model-providers', listModelProviders(context))
  app.get('/console/public/features', readFeatures(context))
  app.post('/console/public/stripe', hearPayments(context))
  app.use('/console/*', requireSameOrigin(context.config.publicUrl), requireMember(context, loadAuth))
  app.get('/console/api/session', readSession)
  app.use('/console/api/admin/*', requireAdministrator)
  app.get('/console/api/admin/accounts', listAccountsRoute(context))
  app.patch('/console/api/admin/accounts/:id', updateAccount(context))
  app.post('/console/api/admin/accounts/:id/credits', addCredits(context))
  app.get('/console/api/admin/providers', listProviders(context))
  app.post('/console/api/profile/password', updatePassword(context, loadAuth))
  app.post('/console/api/admin/password-links', createPasswordLink(context, loadAuth))
  app.get('/console/api/payments', listPaymentsRoute(context))
  app.post('/console/api/payments', requireAction('manage-credits'), createPayment(context))
  app.get('/console/api/top-up', readTopUp(context))
  app.put('/console/api/top-up', requireAction('manage-credits'), updateTopUp(context))
  app.get('/console/api/budget', readBudget(context))
  app.put('/console/api/budget', requireAction('manage-credits'), updateBudget(context))
  app.get('/console/api/retention', readRetention(context))
  app.put('/console/api/retention', requireAction('manage-members'), updateRetention(context))
  app.get('/console/api/export', requireAction('manage-members'), exportData(context))
  app.post('/console/api/devices', answerDevice(context, loadAuth))
  app.all('/console/v1/*', forwardToApi(context))
  app.get('*', guard, readMissingPage(sendPage))
  return app
}
