import type { IncomingMessage } from 'node:http'
import { askService, passedOn, unreachable } from './ask-service.ts'
import type { ServiceDirectory } from './service-directory.ts'

type Posted = { path: string; headers: Record<string, string>; body: Buffer; signal: AbortSignal }

/**
 * Posts what was read already to the service that announced the path. It may take as long as it likes to answer.
 * Another process is asked only where one was never reached. null where no service has the path.
 * @throws PublicError 503 where none can be reached
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

/** Headers of a request that is sent on as it is. */
export const passOnHeaders = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(passedOn(headers))

/** Headers of a request that is sent on with another body. */
export const headersWithoutBody = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(passedOn(headers).filter(([name]) => !BODY_HEADERS.includes(name)))

const BODY_HEADERS = ['content-length', 'content-encoding', 'expect']
