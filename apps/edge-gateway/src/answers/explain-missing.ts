import { PublicError } from '@gptget/errors'
import type { Missing } from '@gptget/http'
import { lacksVersion, methodsOf } from './methods-of.ts'

/**
 * What is not there: a path of another method says which it takes, a path without our base URL says that, and one whose
 * service does not run says so.
 */
export const explainMissing = (method: string, path: string): Missing => {
  const methods = methodsOf(path)
  if (methods.includes(method)) {
    const message = `${method} ${path} is served by a part of the platform that is not running here.`
    return { error: new PublicError('not_found', message) }
  }
  if (methods.length > 0 && !isGoogleMethod(method, path)) {
    const message = `${path} takes ${methods.join(' or ')}, not ${method}.`
    return { error: new PublicError('method_not_allowed', message), headers: { allow: methods.join(', ') } }
  }
  const hint = lacksVersion(path) ? `The base URL ends in /v1: use /v1${path}.` : 'The reference is at /docs.'
  return { error: new PublicError('not_found', `There is no ${method} ${path}. ${hint}`) }
}

/** Google's methods stand in the path, behind a colon: one that there is not is no HTTP method too many. */
const isGoogleMethod = (method: string, path: string): boolean =>
  method === 'POST' && /^\/v1(beta)?\/models\/.+:[A-Za-z]+$/.test(path)
