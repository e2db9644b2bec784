import { countVariable, listenConfigOf, listenVariables, readEnvironment } from '@gptget/runtime/environment'
import type { ListenConfig } from '@gptget/runtime/environment'
import { z } from 'zod'

const idleVariables = { GPTGET_LOCAL_MODEL_IDLE_MS: countVariable.default(300_000) }

const environment = z.object({
  ...listenVariables,
  ...idleVariables,
  GPTGET_LOCAL_MODEL_PATH: z.string().min(1),
  GPTGET_LOCAL_MODEL_ID: z.string().min(1),
  GPTGET_LOCAL_MODEL_CONTEXT_TOKENS: countVariable,
  GPTGET_LOCAL_THREADS: z.coerce.number().int().min(1).optional(),
})

export type Config = ListenConfig & {
  modelPath: string
  /** `local/smollm2-135m-instruct` */
  modelId: string
  /** Maximum tokens of prompt and answer together. */
  contextTokens: number
  /** The weights are unloaded after this time without a request. */
  idleMs: number
  /** Number of cores to compute on. By default all but one. */
  threads?: number
}

/** @throws Error that names every variable that is missing or wrong */
export const configFromEnv = (env: NodeJS.ProcessEnv): Config => {
  const parsed = readEnvironment('local-model', environment, env)
  return {
    ...listenConfigOf(parsed),
    modelPath: parsed.GPTGET_LOCAL_MODEL_PATH,
    modelId: parsed.GPTGET_LOCAL_MODEL_ID,
    contextTokens: parsed.GPTGET_LOCAL_MODEL_CONTEXT_TOKENS,
    idleMs: parsed.GPTGET_LOCAL_MODEL_IDLE_MS,
    threads: parsed.GPTGET_LOCAL_THREADS,
  }
}

/** How long the weights stay loaded without a request. @throws Error if the variable is invalid */
export const idleMsFromEnv = (env: NodeJS.ProcessEnv): number =>
  readEnvironment('local-model', z.object(idleVariables), env).GPTGET_LOCAL_MODEL_IDLE_MS
