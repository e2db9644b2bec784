import { busVariables, listenConfigOf, listenVariables, readEnvironment } from '@gptget/runtime'
import type { ListenConfig } from '@gptget/runtime'
import { z } from 'zod'

const environment = z.object({ ...listenVariables, ...busVariables })

export type DocsConfig = ListenConfig & { natsUrl: string }

/** @throws Error that names every variable that is missing or wrong */
export const configFromEnv = (env: NodeJS.ProcessEnv): DocsConfig => {
  const read = readEnvironment('docs', environment, env)
  return { ...listenConfigOf(read), natsUrl: read.NATS_URL }
}
