export type PageParts = {
  /** The modules of the page and of its frame, relative to `web`. Every page also has the entry. */
  modules: readonly string[]
  /** The addresses of its first data. */
  data: readonly string[]
}

const MODELS = '/console/public/models'
const KEYS = '/console/v1/keys?include_disabled=true&offset=0'

const FRAME = 'layout/signed-in.tsx'
const behindSignIn = (module: string, ...data: string[]): PageParts => ({ modules: [FRAME, module], data })
const alone = (module: string): PageParts => ({ modules: [module], data: [] })
const catalog: PageParts = { modules: ['layout/open.tsx', 'pages/models/models-page.tsx'], data: [MODELS] }

const PARTS: Readonly<Record<string, PageParts>> = {
  '/sign-in': alone('pages/entrance/sign-in-page.tsx'),
  '/sign-up': alone('pages/entrance/sign-up-page.tsx'),
  '/welcome': alone('pages/entrance/welcome-page.tsx'),
  '/forgot-password': alone('pages/entrance/forgot-page.tsx'),
  '/reset-password': alone('pages/entrance/reset-page.tsx'),
  '/confirm-address': alone('pages/entrance/confirm-page.tsx'),
  '/accept-invitation': alone('pages/members/accept-page.tsx'),
  '/device': alone('pages/device/device-page.tsx'),
  '/models': catalog,
  '/pricing': catalog,
  '/playground': behindSignIn('pages/playground/playground-page.tsx', MODELS),
  '/playground/images': behindSignIn('pages/create/create-page.tsx', MODELS),
  '/playground/speech': behindSignIn('pages/create/create-page.tsx', MODELS),
  '/playground/transcription': behindSignIn('pages/create/create-page.tsx', MODELS),
  '/playground/video': behindSignIn('pages/create/create-page.tsx', MODELS),
  '/playground/voice': behindSignIn('pages/voice/voice-page.tsx', MODELS),
  '/media': behindSignIn('pages/media/media-page.tsx'),
  '/webhooks': behindSignIn('pages/webhooks/webhooks-page.tsx', '/console/v1/webhooks'),
  '/computers': behindSignIn('pages/computers/computers-page.tsx'),
  '/keys': behindSignIn('pages/keys/keys-page.tsx', KEYS),
  '/activity': behindSignIn('pages/activity/activity-page.tsx', KEYS),
  '/credits': behindSignIn('pages/credits/credits-page.tsx', '/console/v1/credits'),
  '/members': behindSignIn('pages/members/members-page.tsx'),
  '/audit': behindSignIn('pages/audit/audit-page.tsx'),
  '/settings': behindSignIn('pages/settings/settings-page.tsx'),
  '/settings/security': behindSignIn('pages/security/security-page.tsx'),
  '/settings/provider-keys': behindSignIn('pages/provider-keys/provider-keys-page.tsx'),
  '/settings/budget': behindSignIn('pages/budget/budget-page.tsx', '/console/api/budget'),
  '/settings/data': behindSignIn('pages/data/data-page.tsx', '/console/api/retention'),
  '/admin/providers': behindSignIn('pages/admin/providers-page.tsx', MODELS),
  '/admin/accounts': behindSignIn('pages/admin/accounts-page.tsx', '/console/api/admin/accounts'),
}

/** Pages whose address ends in an id. */
const PARTS_OF_ONE: readonly [RegExp, PageParts][] = [
  [/^\/credits\/receipts\/[^/]+$/, alone('pages/payments/receipt-page.tsx')],
  [/^\/computers\/[^/]+$/, behindSignIn('pages/computers/computer-page.tsx')],
  [/^\/webhooks\/[^/]+$/, behindSignIn('pages/webhooks/webhook-page.tsx', '/console/v1/webhooks')],
]

/** What the page at an address loads first. */
export const partsOf = (path: string): PageParts =>
  PARTS[path] ?? PARTS_OF_ONE.find(([pattern]) => pattern.test(path))?.[1] ?? { modules: [], data: [] }
