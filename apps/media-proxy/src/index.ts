export { configFromEnv, type MediaConfig } from './config.ts'
export { create } from './service.ts'
