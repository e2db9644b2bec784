export { configFromEnv, DEFAULTS, type TasksConfig } from './config.ts'
export { create } from './service.ts'
