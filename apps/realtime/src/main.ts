import { runMain } from '@gptget/runtime'
import { configFromEnv } from './config.ts'
import { create } from './service.ts'

runMain('realtime', (env, logger) => create(configFromEnv(env), { logger }))
