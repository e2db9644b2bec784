import { readRouteStates, type RouteState } from '@gptget/contracts'
import type { Context } from '../context.ts'
import type { PageFile } from '../page-files.ts'
import { printJson } from './print-json.ts'

/** Asking the routers more often than this shows nothing new to a person. */
const FRESH_MS = 5_000

/** The list of providers by model as a page reads it. Everybody who asks within a few seconds gets the same. */
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

/** How a provider serves its models. How much is asked of it, and its credentials, are the operator's. */
const describeRoute = ({ provider, models, circuit, ttftP50Ms, tokensPerSecond }: RouteState) => ({
  provider,
  models,
  serves: circuit !== 'open',
  firstTokenMs: ttftP50Ms,
  tokensPerSecond,
})
