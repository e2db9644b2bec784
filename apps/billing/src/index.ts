export { configFromEnv, DEFAULTS, type BillingConfig } from './config.ts'
export { create } from './service.ts'
