export * from './public-error.ts'
export * from './storage-full.ts'
