import { readRouteStates, type RouteState } from '@gptget/contracts'
import type { Context } from '../context.ts'
import type { PageFile } from '../page-files.ts'
import { printJson } from './print-json.ts'

/** How long an answer of the routers is used. People do not notice the difference. */
const FRESH_MS = 5_000

/** The providers of models as the pages read them. Requests within a few seconds share one answer. */
export const modelProvidersOnce = ({ bus, now }: Context): (() => Promise<PageFile>) => {
  let printed: { file: Promise<PageFile>; readAtMs: number } | undefined
  return () => {
    const readAtMs = now().getTime()
    if (printed !== undefined && readAtMs - printed.readAtMs < FRESH_MS) return printed.file
    const file = bus
      .call(readRouteStates, { isWhole: true })
      .then(({ routes }) => printJson({ providers: routes.map(describeRoute) }))
    printed = { file, readAtMs }
    file.catch(() => (printed = undefined))
    return file
  }
}

/** How a provider serves its models. Its traffic and its credentials are shown to the operator only. */
const describeRoute = ({ provider, models, circuit, ttftP50Ms, tokensPerSecond }: RouteState) => ({
  provider,
  models,
  serves: circuit !== 'open',
  firstTokenMs: ttftP50Ms,
  tokensPerSecond,
})
