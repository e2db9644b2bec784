import { z } from 'zod'

const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535).default(0),
  NATS_URL: z.string().default('nats://127.0.0.1:4222'),
  GPTGET_CONFIG: z.string().optional(),
})

export type RouterConfig = {
  host: string
  port: number
  natsUrl: string
  /** The operator's YAML, null when there is none. */
  configurationFile: string | null
  /** Where provider credentials and `${NAME}` come from. */
  env: NodeJS.ProcessEnv
}

/** Reads the router's settings. @throws ZodError naming the variable. */
export const configFromEnv = (env: NodeJS.ProcessEnv): RouterConfig => {
  const read = environment.parse(env)
  return {
    host: read.HOST,
    port: read.PORT,
    natsUrl: read.NATS_URL,
    configurationFile: read.GPTGET_CONFIG || null,
    env,
  }
}
