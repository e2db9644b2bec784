export * from './api-key.ts'
export * from './envelope.ts'
