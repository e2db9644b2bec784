export * from './upstream/index.ts'
export * from './infrastructure/index.ts'
