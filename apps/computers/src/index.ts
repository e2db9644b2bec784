export { configFromEnv, DEFAULTS, type ComputersConfig } from './config.ts'
export { create } from './service.ts'
