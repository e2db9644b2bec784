import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, createRouter, redirect } from '@tanstack/react-router'
import { lazyRouteComponent, Outlet, type RouteComponent } from '@tanstack/react-router'
import { sessionQuery } from './api/session.ts'
import { ErrorPage } from './pages/error-page.tsx'
import { NotFoundPage } from './pages/not-found-page.tsx'
import { MEDIA_KINDS } from './api/kept-media.ts'
import type { MediaSearch } from './pages/media/media-page.tsx'
import type { SimulationFields } from './api/simulation.ts'
import type { LedgerKind } from './api/ledger.ts'
import type { ActivitySearch } from './pages/activity/activity-page.tsx'
import { CONTEXTS, keysOf, MODALITIES, PRICES, SORTS } from './pages/models/filter-models.ts'
import type { ModelSearch } from './pages/models/models-page.tsx'

const root = createRootRouteWithContext<{ client: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFoundPage,
})

type Next = { next?: string }

/** Only paths: sign-in must not lead to an address of another host. */
const nextOf = ({ next }: Record<string, unknown>): Next =>
  typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined

const oneOf = <const Choice extends string>(choices: readonly Choice[], value: string | undefined) =>
  choices.find((choice) => choice === value)

type Guarded = { context: { client: QueryClient }; location: { href: string } }

/** Leads visitors to the sign-in page, and back afterwards. */
const requireSession = async ({ context, location }: Guarded): Promise<void> => {
  const session = await context.client.ensureQueryData(sessionQuery)
  if (session === null) throw redirect({ to: '/sign-in', search: { next: location.href } })
}

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async ({ context }) => {
    const session = await context.client.ensureQueryData(sessionQuery)
    throw redirect({ to: session === null ? '/sign-in' : '/playground' })
  },
})

const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  component: lazyRouteComponent(() => import('./pages/entrance/welcome-page.tsx'), 'WelcomePage'),
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): Next & { error?: string } => ({ ...nextOf(search), error: text(search.error) }),
  component: lazyRouteComponent(() => import('./pages/entrance/sign-in-page.tsx'), 'SignInPage'),
})

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  validateSearch: nextOf,
  component: lazyRouteComponent(() => import('./pages/entrance/sign-up-page.tsx'), 'SignUpPage'),
})

const entrance = <const Path extends string>(path: Path, component: RouteComponent) =>
  createRoute({ getParentRoute: () => root, path, component })

const forgot = entrance(
  '/forgot-password',
  lazyRouteComponent(() => import('./pages/entrance/forgot-page.tsx'), 'ForgotPage'),
)
const reset = entrance(
  '/reset-password',
  lazyRouteComponent(() => import('./pages/entrance/reset-page.tsx'), 'ResetPage'),
)
const confirm = entrance(
  '/confirm-address',
  lazyRouteComponent(() => import('./pages/entrance/confirm-page.tsx'), 'ConfirmPage'),
)

/** Public pages. */
const open = createRoute({
  getParentRoute: () => root,
  id: 'open',
  component: lazyRouteComponent(() => import('./layout/open.tsx'), 'Open'),
})

const modelSearch = (search: Record<string, unknown>): ModelSearch => ({
  q: text(search.q),
  kind: oneOf(MODALITIES, text(search.kind)),
  maker: text(search.maker),
  provider: text(search.provider),
  context: oneOf(keysOf(CONTEXTS), text(search.context)),
  price: oneOf(keysOf(PRICES), text(search.price)),
  sort: oneOf(SORTS, text(search.sort)),
  available: search.available === true ? true : undefined,
  model: text(search.model),
})

const modelsAt = <const Path extends string>(path: Path) =>
  createRoute({
    getParentRoute: () => open,
    path,
    validateSearch: modelSearch,
    component: lazyRouteComponent(() => import('./pages/models/models-page.tsx'), 'ModelsPage'),
  })

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: requireSession,
  component: lazyRouteComponent(() => import('./layout/signed-in.tsx'), 'SignedIn'),
})

const device = createRoute({
  getParentRoute: () => root,
  path: '/device',
  validateSearch: (search): { user_code?: string } => ({ user_code: text(search.user_code) }),
  beforeLoad: requireSession,
  component: lazyRouteComponent(() => import('./pages/device/device-page.tsx'), 'DevicePage'),
})

const playground = createRoute({
  getParentRoute: () => signedIn,
  path: '/playground',
  validateSearch: (search): { model?: string } => ({ model: text(search.model) }),
  component: lazyRouteComponent(() => import('./pages/playground/playground-page.tsx'), 'PlaygroundPage'),
})

const keys = createRoute({
  getParentRoute: () => signedIn,
  path: '/keys',
  validateSearch: (search): { all?: boolean } => (search.all === true ? { all: true } : {}),
  component: lazyRouteComponent(() => import('./pages/keys/keys-page.tsx'), 'KeysPage'),
})

const page = <const Path extends string, Search extends Record<string, unknown>>(
  path: Path,
  component: RouteComponent,
  validateSearch: (search: Record<string, unknown>) => Search = () => ({}) as Search,
) => createRoute({ getParentRoute: () => signedIn, path, component, validateSearch })

const activity = page(
  '/activity',
  lazyRouteComponent(() => import('./pages/activity/activity-page.tsx'), 'ActivityPage'),
  (search): ActivitySearch => ({
    period: oneOf(['7', '30', '90'] as const, text(search.period)),
    group: oneOf(['model', 'key', 'member'] as const, text(search.group)),
    model: text(search.model),
    key: text(search.key),
    generation: text(search.generation),
  }),
)

const credits = page(
  '/credits',
  lazyRouteComponent(() => import('./pages/credits/credits-page.tsx'), 'CreditsPage'),
  (search): { kind?: LedgerKind; payment?: 'done' | 'left' } => ({
    kind: oneOf(['grant', 'usage'] as const, text(search.kind)),
    payment: oneOf(['done', 'left'] as const, text(search.payment)),
  }),
)

const receipt = createRoute({
  getParentRoute: () => root,
  path: '/credits/receipts/$id',
  beforeLoad: requireSession,
  component: lazyRouteComponent(() => import('./pages/payments/receipt-page.tsx'), 'ReceiptPage'),
})

const computers = page(
  '/computers',
  lazyRouteComponent(() => import('./pages/computers/computers-page.tsx'), 'ComputersPage'),
)
const computer = page(
  '/computers/$id',
  lazyRouteComponent(() => import('./pages/computers/computer-page.tsx'), 'ComputerPage'),
)
const images = page(
  '/playground/images',
  lazyRouteComponent(() => import('./pages/create/create-page.tsx'), 'ImagesPage'),
)
const voice = page(
  '/playground/voice',
  lazyRouteComponent(() => import('./pages/voice/voice-page.tsx'), 'VoicePage'),
  (search): { model?: string } => ({ model: text(search.model) }),
)
const transcription = page(
  '/playground/transcription',
  lazyRouteComponent(() => import('./pages/create/create-page.tsx'), 'TranscriptionPage'),
)
const video = page(
  '/playground/video',
  lazyRouteComponent(() => import('./pages/create/create-page.tsx'), 'VideoPage'),
)
const speech = page(
  '/playground/speech',
  lazyRouteComponent(() => import('./pages/create/create-page.tsx'), 'SpeechPage'),
)
const media = page(
  '/media',
  lazyRouteComponent(() => import('./pages/media/media-page.tsx'), 'MediaPage'),
  (search): MediaSearch => ({ kind: oneOf(MEDIA_KINDS, text(search.kind)) }),
)
const webhooks = page(
  '/webhooks',
  lazyRouteComponent(() => import('./pages/webhooks/webhooks-page.tsx'), 'WebhooksPage'),
)
const webhook = page(
  '/webhooks/$id',
  lazyRouteComponent(() => import('./pages/webhooks/webhook-page.tsx'), 'WebhookPage'),
)
const members = page(
  '/members',
  lazyRouteComponent(() => import('./pages/members/members-page.tsx'), 'MembersPage'),
)
const audit = page(
  '/audit',
  lazyRouteComponent(() => import('./pages/audit/audit-page.tsx'), 'AuditPage'),
)
const settings = page(
  '/settings',
  lazyRouteComponent(() => import('./pages/settings/settings-page.tsx'), 'SettingsPage'),
)
const security = page(
  '/settings/security',
  lazyRouteComponent(() => import('./pages/security/security-page.tsx'), 'SecurityPage'),
)
const providerKeys = page(
  '/settings/provider-keys',
  lazyRouteComponent(() => import('./pages/provider-keys/provider-keys-page.tsx'), 'ProviderKeysPage'),
)
const budget = page(
  '/settings/budget',
  lazyRouteComponent(() => import('./pages/budget/budget-page.tsx'), 'BudgetPage'),
)
const data = page(
  '/settings/data',
  lazyRouteComponent(() => import('./pages/data/data-page.tsx'), 'DataPage'),
)
const providers = page(
  '/admin/providers',
  lazyRouteComponent(() => import('./pages/admin/providers-page.tsx'), 'ProvidersPage'),
  (search): SimulationFields => ({
    model: text(search.model),
    sort: text(search.sort),
    ignore: text(search.ignore),
    tokens: text(search.tokens),
  }),
)
const accounts = page(
  '/admin/accounts',
  lazyRouteComponent(() => import('./pages/admin/accounts-page.tsx'), 'AccountsPage'),
)

const acceptInvitation = createRoute({
  getParentRoute: () => root,
  path: '/accept-invitation',
  validateSearch: (search): { id?: string } => ({ id: text(search.id) }),
  beforeLoad: requireSession,
  component: lazyRouteComponent(() => import('./pages/members/accept-page.tsx'), 'AcceptPage'),
})

const routeTree = root.addChildren([
  home,
  welcome,
  signIn,
  signUp,
  forgot,
  reset,
  confirm,
  receipt,
  device,
  acceptInvitation,
  open.addChildren([modelsAt('/models'), modelsAt('/pricing')]),
  signedIn.addChildren([
    playground,
    images,
    speech,
    voice,
    transcription,
    video,
    media,
    webhooks,
    webhook,
    keys,
    activity,
    credits,
    computers,
    computer,
    members,
    audit,
    settings,
    security,
    providerKeys,
    budget,
    data,
    providers,
    accounts,
  ]),
])

export const createAppRouter = (client: QueryClient) =>
  createRouter({
    routeTree,
    context: { client },
    defaultPreload: 'intent',
    defaultErrorComponent: ErrorPage,
    scrollRestoration: true,
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
