import { runMain } from '@gptget/runtime'
import { configFromEnv } from './config.ts'
import { create } from './service.ts'

runMain('computers', (env, logger) => create(configFromEnv(env), { logger }))
