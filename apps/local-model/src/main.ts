import { runMain } from '@gptget/runtime'
import { configFromEnv } from './config.ts'
import { create } from './service.ts'

runMain('local-model', (env, logger) => create(configFromEnv(env), { logger }))
