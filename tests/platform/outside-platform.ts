import { readFileSync, writeFileSync } from 'node:fs'
import { connectBus, type Bus } from '@gptget/bus'
import { catalogReload, catalogReloaded } from '@gptget/contracts'
import { TestRunner, type RunnerTestCase as Test } from 'vitest'
import { z } from 'zod'
import { createAdmin, type Admin } from './admin.ts'
import type { OperatorConfig, Platform, PlatformOptions } from './start-platform.ts'

/** A platform that runs already. The test reaches it as callers do, and as its operator. */
const outsideSchema = z.strictObject({
  url: z.url(),
  /** With the login of the operator's commands. */
  natsUrl: z.string(),
  /** The file that its routers read. */
  configFile: z.string(),
  /** How many routers confirm a reload. */
  routers: z.number(),
  /** What differs from the defaults in its services. */
  settings: z.record(z.string(), z.string()),
})
export type OutsidePlatform = z.output<typeof outsideSchema>

/** Names a file that describes a platform, against which the tests then run instead of starting their own. */
const VARIABLE = 'GPTGET_TEST_PLATFORM'

export const readOutsidePlatform = (env: NodeJS.ProcessEnv): OutsidePlatform | undefined => {
  const file = env[VARIABLE]
  return file === undefined ? undefined : outsideSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
}

/**
 * Gives a running platform the configuration of a test. A test that uses what only the inside of a platform has, such
 * as its processes and its database, is skipped.
 * @throws Error if the test needs settings that the platform does not have
 */
export const enterOutsidePlatform = async (
  outside: OutsidePlatform,
  { config, env = {}, edges = 1 }: PlatformOptions,
): Promise<Platform> => {
  const missing = Object.entries(env).filter(([name, value]) => !has(outside, name, value))
  if (missing.length > 0)
    throw new Error(
      `The platform outside lacks ${missing.map(([name, value]) => `${name}=${value}`).join(', ')}`,
    )
  const writeConfig = async (next: OperatorConfig): Promise<void> =>
    writeFileSync(outside.configFile, JSON.stringify(next, null, 2))
  const bus = await connectBus({ url: outside.natsUrl, name: 'admin', onError: () => {} })
  await writeConfig(config)
  await reload(bus, outside.routers)
  return {
    // Its load balancer chooses the edge.
    edges: Array.from({ length: edges }, () => ({ url: outside.url })),
    baseUrl: `${outside.url}/v1`,
    admin: operatorOf(bus),
    bus,
    writeConfig,
    stop: () => bus.close(),
    of: () => outOfReach('its processes'),
    get services() {
      return outOfReach('its processes')
    },
    get nats() {
      return outOfReach('its NATS')
    },
    get postgres() {
      return outOfReach('its Postgres')
    },
    get databaseUrl() {
      return outOfReach('its database')
    },
    get env() {
      return outOfReach('its environment')
    },
  }
}

/** Earlier tests left accounts that could not wholly pay, which is information about a ledger that adds up. */
const operatorOf = (bus: Bus): Admin => {
  const admin = createAdmin(bus)
  const findBreaches = async () =>
    (await admin.findBreaches()).filter((breach) => !breach.startsWith('information: '))
  return { ...admin, findBreaches }
}

/** A secret may be any, and hosts are allowed by their address without a port. */
const has = ({ settings }: OutsidePlatform, name: string, value: string): boolean => {
  if (name === 'GPTGET_ENCRYPTION_KEY') return true
  const set = settings[name]
  return name === 'MEDIA_ALLOWED_HOSTS'
    ? value.split(',').every((host) => host.split(':')[0] === set)
    : set === value
}

/** Resolves when every router has read the configuration. @throws Error with the reason if one refuses it */
const reload = async (bus: Bus, routers: number): Promise<void> => {
  const all = Promise.withResolvers<void>()
  let confirmed = 0
  bus.on(catalogReloaded, ({ refusal }) => {
    if (refusal !== null) all.reject(new Error(refusal))
    else if (++confirmed === routers) all.resolve()
  })
  await bus.flush()
  bus.emit(catalogReload, { isEmptyAllowed: true })
  await all.promise
}

const outOfReach = (what: string): never => {
  const reason = `${what} cannot be reached from outside`
  skip(reason)
  // In a hook, which cannot be skipped.
  throw new Error(reason)
}

/** Skips the current test from outside: nginx, the load balancer there, refuses its request before an edge sees it. */
export const skipBehindNginx = (isRefused: boolean): void => {
  if (isRefused && process.env[VARIABLE] !== undefined) skip('nginx refuses the request')
}

const skip = (reason: string): void => {
  const test: Test | undefined = TestRunner.getCurrentTest()
  test?.context.skip(reason)
}
