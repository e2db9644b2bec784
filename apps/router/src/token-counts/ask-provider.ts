import { TOKEN_COUNTING } from '@gptget/protocol'
import { countingDialectOf, operationUrl, readWholeBody, requestHeaders } from '@gptget/providers'
import { allowedHeaders } from '../catalog/allowed.ts'
import type { Route } from '../catalog/catalog.ts'
import { withoutSecrets } from '../upstream/blank-secrets.ts'
import type { RouterContext } from '../context.ts'
import type { TokenCountHead } from './count-request-tokens.ts'

/** A caller waits no longer than this for an exact count; ours takes milliseconds. */
const TIMEOUT_MS = 5_000
const MAX_ANSWER_BYTES = 64 * 1024

/** A provider's own count of a request, written for it in `body`; undefined if it does not count, or fails to. */
export const askProvider = async (
  context: RouterContext,
  head: TokenCountHead,
  body: Buffer,
  route: Route,
): Promise<number | undefined> => {
  try {
    return await ask(context, head, body, route)
  } catch (error) {
    const provider = route.provider.id
    context.logger.warn({ err: error, provider, model: route.upstreamModel }, 'a provider counted no tokens')
    return undefined
  }
}

const ask = async (
  { transport, credentials, catalog }: RouterContext,
  { forwardedHeaders, traceparent }: TokenCountHead,
  body: Buffer,
  route: Route,
): Promise<number | undefined> => {
  const { provider, upstreamModel: model } = route
  const dialect = countingDialectOf(provider)
  if (dialect === null) return undefined
  const counting = TOKEN_COUNTING[dialect]
  const counter = { ...provider, dialect }
  const { value: credential } = credentials.next(route)
  const answer = await transport.send(counter, {
    url: operationUrl(counter, 'count', { model }),
    credential,
    headers: requestHeaders(counter, credential, {
      ...allowedHeaders(forwardedHeaders, catalog().allowed).headers,
      ...(traceparent === null ? {} : { traceparent }),
    }),
    body,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  const text = (await readWholeBody(answer.body, MAX_ANSWER_BYTES)).toString()
  if (answer.status !== 200)
    throw new Error(`it answered ${answer.status}: ${withoutSecrets(text, provider).slice(0, 500)}`)
  return counting.readCount(JSON.parse(text))
}
