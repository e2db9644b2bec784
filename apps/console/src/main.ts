import { runMain } from '@gptget/runtime'
import { configFromEnv } from './config.ts'
import { create } from './service.ts'

runMain('console', (env, logger) => create(configFromEnv(env), { logger }))
