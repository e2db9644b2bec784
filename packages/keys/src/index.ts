export * from './api-key.ts'
export * from './envelope.ts'
export * from './sealed-transport.ts'
