export { configFromEnv } from './config.ts'
export { create } from './service.ts'
