import type { ServiceDirectory } from '@gptget/http'

type Asked = { method: string; path: string; header(name: string): string | undefined }

/** What programs ask: they want an error of the API, whatever they say that they accept. */
const OF_PROGRAMS = /^\/(v\d\w*|api|console|openapi\.json|healthz|readyz|metrics)(\/|$)/

/**
 * Who answers what no route of the API serves: the service that announced the path; for a person who followed a link to
 * nowhere the console, whose page says so and leads on. Browsers alone ask for `text/html` by name.
 */
export const findElsewhere = (directory: ServiceDirectory, asked: Asked): string[] => {
  const { method, path } = asked
  const announced = directory.find(path)
  if (announced.length > 0) return announced
  const isPerson = method === 'GET' && asked.header('accept')?.includes('text/html') === true
  return isPerson && !OF_PROGRAMS.test(path) ? directory.findService('console') : []
}
