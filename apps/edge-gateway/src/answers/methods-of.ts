import { OPERATIONS } from '@gptget/api'

type Route = { method: string; pattern: RegExp }

/** `GET /v1/models/:id{.+}` as the app names it, as a pattern. */
const routeOf = (route: string): Route => {
  const [method = '', path = ''] = route.split(' ')
  const pattern = path.replaceAll(/:\w+(?:\{([^}]*)\})?/g, (_, inner?: string) => inner ?? '[^/]+')
  return { method, pattern: new RegExp(`^${pattern.replaceAll('*', '.*')}$`) }
}

const ROUTES = OPERATIONS.map(({ route }) => routeOf(route))

/** The methods that are served at a path; none where there is nothing. */
export const methodsOf = (path: string): string[] => [
  ...new Set(ROUTES.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method)),
]

/** Paths that would be served below a base URL of ours: who asked for one of them left that out. */
export const lacksVersion = (path: string): boolean => methodsOf(`/v1${path}`).length > 0
