import type { ServiceDirectory } from '@gptget/http'

type Asked = { method: string; path: string; header(name: string): string | undefined }

/** User agents of programs, which need an API error even if they accept HTML. */
const OF_PROGRAMS = /^\/(v\d\w*|api|console|openapi\.json|healthz|readyz|metrics)(\/|$)/

/**
 * The service for a path that no route of the API serves: the one that announced it, or the console for a person with a
 * broken link, because its page helps them on. Only browsers ask for `text/html` by name.
 */
export const findElsewhere = (directory: ServiceDirectory, asked: Asked): string[] => {
  const { method, path } = asked
  const announced = directory.find(path)
  if (announced.length > 0) return announced
  const isPerson = method === 'GET' && asked.header('accept')?.includes('text/html') === true
  return isPerson && !OF_PROGRAMS.test(path) ? directory.findService('console') : []
}
