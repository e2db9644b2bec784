import { z } from 'zod'

/** Where a service listens, and where the operator reads its metrics. Port 0 takes a free one. */
export type ListenConfig = { host: string; port: number; metricsHost: string; metricsPort: number }

/** The default addresses of a service: on this machine only, at free ports. */
export const LISTEN_DEFAULTS = {
  host: '127.0.0.1',
  port: 0,
  metricsHost: '127.0.0.1',
  metricsPort: 0,
} satisfies ListenConfig

const port = z.coerce.number().int().min(0).max(65_535)

/** A positive integer from the environment. */
export const countVariable = z.coerce.number().int().positive()

/** Read by every service: where it listens (`HOST`, `PORT`; 0 takes a free port), and where its metrics are. */
export const listenVariables = {
  HOST: z.string().default(LISTEN_DEFAULTS.host),
  PORT: port.default(LISTEN_DEFAULTS.port),
  METRICS_HOST: z.string().default(LISTEN_DEFAULTS.metricsHost),
  METRICS_PORT: port.default(LISTEN_DEFAULTS.metricsPort),
}

/** Read by every service on the bus. */
export const busVariables = { NATS_URL: z.string().min(1).default('nats://127.0.0.1:4222') }

/** Read by every service with tables. */
export const databaseVariables = {
  DATABASE_URL: z.string().min(1),
  DATABASE_MAX_CONNECTIONS: countVariable.default(10),
}

/** The values of `listenVariables` in a config. */
export const listenConfigOf = (read: {
  HOST: string
  PORT: number
  METRICS_HOST: string
  METRICS_PORT: number
}): ListenConfig => ({
  host: read.HOST,
  port: read.PORT,
  metricsHost: read.METRICS_HOST,
  metricsPort: read.METRICS_PORT,
})

/**
 * Reads a service's settings from the environment. @throws Error that names every missing or wrong variable.
 *
 * @example readEnvironment('router', z.object({ ...listenVariables, ...busVariables }), process.env)
 */
export const readEnvironment = <Schema extends z.ZodType>(
  service: string,
  schema: Schema,
  env: NodeJS.ProcessEnv,
): z.output<Schema> => {
  const { success, data, error } = schema.safeParse(env)
  if (success) return data
  throw new Error(`The environment of ${service} is not right.\n${z.prettifyError(error)}`)
}
