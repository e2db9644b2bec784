import type { IncomingMessage } from 'node:http'
import { askService, passedOn, unreachable } from './ask-service.ts'
import type { ServiceDirectory } from './service-directory.ts'

type Posted = { path: string; headers: Record<string, string>; body: Buffer; signal: AbortSignal }

/**
 * Posts a body that was already read to the service that announced the path, without a timeout for the answer. Another
 * process is called only if one was never reached. null if no service has the path.
 * @throws PublicError 503 if none can be reached
 */
export const postToService = async (
  directory: ServiceDirectory,
  { path, headers, body, signal }: Posted,
): Promise<IncomingMessage | null> => {
  const urls = directory.find(path.split('?')[0]!)
  if (urls.length === 0) return null
  const length = { 'content-length': String(body.byteLength) }
  const options = { method: 'POST', headers: { ...headers, ...length }, signal }
  const failures: unknown[] = []
  for (const url of urls) {
    try {
      return await askService(new URL(path, url), options, body, { silenceMs: 0 })
    } catch (error) {
      signal.throwIfAborted()
      failures.push(error)
      if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') break
    }
  }
  throw unreachable(failures)
}

/** Headers of a request that is forwarded unchanged. */
export const passOnHeaders = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(passedOn(headers))

/** Headers of a request that is forwarded with another body. */
export const headersWithoutBody = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(passedOn(headers).filter(([name]) => !BODY_HEADERS.includes(name)))

const BODY_HEADERS = ['content-length', 'content-encoding', 'expect']
