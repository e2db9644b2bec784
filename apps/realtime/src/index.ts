export { configFromEnv, DEFAULTS, type RealtimeConfig } from './config.ts'
export { create } from './service.ts'
