import { z } from 'zod'

/** Where a service listens unless told: on this machine only, at a free port. */
export const LISTEN_DEFAULTS = { host: '127.0.0.1', port: 0 }

/** Where a service listens: `HOST`, and `PORT` (0 takes a free one). */
export const listenVariables = {
  HOST: z.string().default(LISTEN_DEFAULTS.host),
  PORT: z.coerce.number().int().min(0).max(65_535).default(LISTEN_DEFAULTS.port),
}

/** A whole number above zero, as the environment writes it. */
export const countVariable = z.coerce.number().int().positive()

/**
 * Reads a service's settings from the environment. @throws Error that names every variable that is missing or wrong.
 *
 * @example readEnvironment('router', z.object({ ...listenVariables, NATS_URL: z.string() }), process.env)
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
