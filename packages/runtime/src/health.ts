import { Hono } from 'hono'

/** Why something does not hold, in a sentence for the operator; null where it does. */
export type WhyNot = string | null

/** Each must hold for a service to take traffic, by its name. What one throws is the reason too. */
export type Checks = Record<string, () => WhyNot | Promise<WhyNot>>

/** The answer of a check that is a yes or no. */
export const unless = (holds: boolean, reason: string): WhyNot => (holds ? null : reason)

/** The check that every service has. */
export const isConnected = (bus: { isConnected(): boolean }): WhyNot =>
  unless(bus.isConnected(), 'NATS cannot be reached.')

/**
 * `/healthz` (the process runs) and `/readyz` (it can work), in the short public form. The metrics port says what is
 * missing.
 */
export const healthRoutes = (checks: Checks): Hono =>
  new Hono()
    .get('/healthz', (c) => c.json({ status: 'ok' }))
    .get('/readyz', async (c) => {
      const { status, code } = await readinessOf(checks)
      return c.json({ status }, code)
    })

export type Readiness = {
  status: 'ready' | 'not ready'
  code: 200 | 503
  /** Whether each check holds. */
  checks: Record<string, boolean>
  /** What those that do not hold say. */
  reasons: Record<string, string>
}

/** Runs all checks at once. A service is ready where all hold. */
export const readinessOf = async (checks: Checks): Promise<Readiness> => {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await answerOf(check)] as const),
  )
  const failed = results.flatMap(([name, reason]) => (reason === null ? [] : [[name, reason] as const]))
  const isReady = failed.length === 0
  return {
    status: isReady ? 'ready' : 'not ready',
    code: isReady ? 200 : 503,
    checks: Object.fromEntries(results.map(([name, reason]) => [name, reason === null])),
    reasons: Object.fromEntries(failed),
  }
}

const answerOf = async (check: Checks[string]): Promise<WhyNot> => {
  try {
    return await check()
  } catch (error) {
    return reasonOf(error)
  }
}

/** Node's error of a name with several addresses has no text of its own. */
export const reasonOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.errors.length > 0)
    return error.errors.map((each) => reasonOf(each)).join(' ')
  return error instanceof Error && error.message !== '' ? error.message : String(error)
}
