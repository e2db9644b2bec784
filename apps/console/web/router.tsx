import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, createRouter, redirect } from '@tanstack/react-router'
import { lazyRouteComponent, Outlet } from '@tanstack/react-router'
import { sessionQuery } from './api/session.ts'
import { PublicFrame } from './layout/public-frame.tsx'
import { Shell } from './layout/shell.tsx'
import { useSession } from './layout/use-session.ts'
import { ErrorPage } from './pages/error-page.tsx'
import { NotFoundPage } from './pages/not-found-page.tsx'
import type { ModelFilters } from './pages/models/filter-models.ts'
import { useQuery } from '@tanstack/react-query'

const root = createRootRouteWithContext<{ client: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFoundPage,
})

type Next = { next?: string }

/** A path of ours: an address of another host must not be where signing in leads. */
const nextOf = ({ next }: Record<string, unknown>): Next =>
  typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined

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
  validateSearch: nextOf,
  component: lazyRouteComponent(() => import('./pages/entrance/sign-in-page.tsx'), 'SignInPage'),
})

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  validateSearch: nextOf,
  component: lazyRouteComponent(() => import('./pages/entrance/sign-up-page.tsx'), 'SignUpPage'),
})

/** What anyone may see, in the frame of who is signed in where somebody is. */
const open = createRoute({
  getParentRoute: () => root,
  id: 'open',
  component: function Open() {
    const { data: session, isPending } = useQuery(sessionQuery)
    if (isPending) return null
    return session ? <Shell session={session} /> : <PublicFrame />
  },
})

const modelSearch = (search: Record<string, unknown>): ModelFilters => ({
  q: text(search.q),
  kind: search.kind as ModelFilters['kind'],
  maker: text(search.maker),
  sort: search.sort as ModelFilters['sort'],
  available: search.available === true ? true : undefined,
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
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(sessionQuery)
    if (session === null) throw redirect({ to: '/sign-in', search: { next: location.href } })
  },
  component: function SignedIn() {
    return <Shell session={useSession()} />
  },
})

const device = createRoute({
  getParentRoute: () => root,
  path: '/device',
  validateSearch: (search): { user_code?: string } => ({ user_code: text(search.user_code) }),
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(sessionQuery)
    if (session === null) throw redirect({ to: '/sign-in', search: { next: location.href } })
  },
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

const routeTree = root.addChildren([
  home,
  welcome,
  signIn,
  signUp,
  device,
  open.addChildren([modelsAt('/models'), modelsAt('/pricing')]),
  signedIn.addChildren([playground, keys]),
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
