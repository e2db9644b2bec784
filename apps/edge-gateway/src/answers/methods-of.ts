import { OPERATIONS, type Operation } from '@gptget/api'

type Route = { method: string; pattern: RegExp }

/**
 * Converts `GET /v1/models/:id{.+}`, as the app names it, to a pattern. The app reads the paths of a wildcard itself,
 * so the documented path tells which ones there are.
 */
const routeOf = ({ route, path: documented }: Operation): Route => {
  const [method = '', path = ''] = route.split(' ')
  const pattern = path.endsWith('*')
    ? documented.replaceAll(/\{\w+\}/g, '.+')
    : path.replaceAll(/:\w+(?:\{([^}]*)\})?/g, (_, inner?: string) => inner ?? '[^/]+')
  return { method, pattern: new RegExp(`^${pattern}$`) }
}

const ROUTES = OPERATIONS.map(routeOf)

/** The methods served at a path; none if there is no route. */
export const methodsOf = (path: string): string[] => [
  ...new Set(ROUTES.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method)),
]

/** Paths that would be served below our base URL: the caller left it out. */
export const lacksVersion = (path: string): boolean => methodsOf(`/v1${path}`).length > 0
