import { PublicError } from '@gptget/errors'
import type { Missing } from '@gptget/http'
import { lacksVersion, methodsOf } from './methods-of.ts'

/**
 * Explains a 404: a path with another method lists its methods, a path without our base URL says so, and so does one
 * whose service is not running.
 */
export const explainMissing = (method: string, path: string): Missing => {
  const methods = methodsOf(path)
  if (methods.includes(method)) {
    const message = `${method} ${path} is served by a part of the platform that is not running here.`
    return { error: new PublicError('not_found', message) }
  }
  if (methods.length > 0 && !isGoogleMethod(method, path)) {
    const message = `${path} supports ${methods.join(' or ')}, not ${method}.`
    return { error: new PublicError('method_not_allowed', message), headers: { allow: methods.join(', ') } }
  }
  const hint = lacksVersion(path) ? `The base URL ends in /v1: use /v1${path}.` : 'The reference is at /docs.'
  return { error: new PublicError('not_found', `There is no ${method} ${path}. ${hint}`) }
}

/** Google's methods are in the path, after a colon. An unknown one is not a wrong HTTP method. */
const isGoogleMethod = (method: string, path: string): boolean =>
  method === 'POST' && /^\/v1(beta)?\/models\/.+:[A-Za-z]+$/.test(path)
